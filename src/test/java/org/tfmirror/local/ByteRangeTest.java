package org.tfmirror.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({"bytes=0-0,0,0", "bytes=3-,3,9", "bytes=3-99,3,9", "bytes=-4,6,9", "bytes=-99,0,9"})
    void readsAPartOfTenBytes(String header, long first, long last) {
        assertThat(ByteRange.parse(header, 10)).isEqualTo(new ByteRange(first, last));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "bytes=-", "bytes=5-4", "bytes=a-b", "items=0-1", "bytes=0-1,2-3"})
    void ignoresWhatIsNoSingleRange(String header) {
        assertThat(ByteRange.parse(header, 10)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0"})
    void knowsARangeThatIsNotThere(String header) {
        assertThat(ByteRange.parse(header, 10)).matches(range -> !range.satisfiable());
    }
}
