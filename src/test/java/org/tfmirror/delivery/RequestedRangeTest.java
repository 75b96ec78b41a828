package org.tfmirror.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestedRangeTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0,   0,   0",
        "bytes=0-99,  0,  99",
        "bytes=10-19, 10, 19",
        "bytes=50-,   50, 99",
        "bytes=99-,   99, 99",
        "bytes=-1,    99, 99",
        "bytes=-30,   70, 99",
        "bytes=-100,  0,  99",
        "bytes=-1000, 0,  99",
        "bytes=90-1000, 90, 99",
        "bytes=0-999999999999999999, 0, 99",
        "BYTES=1-2,   1,  2",
    })
    void isThePartOfTheBodyThatTheHeaderNames(String header, long first, long last) {
        RequestedRange range = RequestedRange.parse(header, 100).orElseThrow();

        assertThat(range).isEqualTo(new RequestedRange(first, last));
        assertThat(range.isSatisfiable()).isTrue();
        assertThat(range.length()).isEqualTo(last - first + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=999999999999999999-", "bytes=-0"})
    void cannotBeSatisfiedBeyondTheEnd(String header) {
        assertThat(RequestedRange.parse(header, 100))
                .hasValueSatisfying(range -> assertThat(range.isSatisfiable()).isFalse());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=1-0",
                "bytes=0-1,3-4",
                "bytes=a-b",
                "bytes=0x1-2",
                "bytes=--1",
                "bytes=1-2-3",
                "bytes=99999999999999999999-",
                "items=0-1",
                "0-1",
            })
    void isIgnoredWhereItIsNotOneRangeOfBytes(@Nullable String header) {
        assertThat(RequestedRange.parse(header, 100)).isEmpty();
    }

    @Test
    void anEmptyBodyHasNoByteToGive() {
        assertThat(RequestedRange.parse("bytes=0-", 0))
                .hasValueSatisfying(range -> assertThat(range.isSatisfiable()).isFalse());
        assertThat(RequestedRange.parse("bytes=-5", 0))
                .hasValueSatisfying(range -> assertThat(range.isSatisfiable()).isFalse());
    }
}
