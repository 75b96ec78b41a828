package org.tfmirror.origin.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.origin.client.SettableClock;

class RetryAfterTest {

    private final Clock clock = new SettableClock(); // 2026-01-01T00:00:00Z

    @ParameterizedTest
    @CsvSource({
        "'7', PT7S",
        "' 7 ', PT7S",
        "'3600', PT1H",
        "'3601', PT1H",
        "'999999999', PT1H",
        "'Thu, 01 Jan 2026 00:02:00 GMT', PT2M",
        "'Thursday, 01-Jan-26 00:02:00 GMT', PT2M",
        "'Fri, 01 Jan 2027 00:00:00 GMT', PT1H"
    })
    void readsSecondsAndDatesUpToAnHour(String header, Duration expected) {
        assertThat(RetryAfter.parse(header, clock)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "-1", "1.5", "soon", "9999999999999999999999", "Wed, 31 Dec 2025 23:00:00 GMT", "7s"})
    void ignoresWhatIsUnreadableOrPast(String header) {
        assertThat(RetryAfter.parse(header, clock)).isNull();
    }

    @Test
    void isAbsentWithoutTheHeader() {
        @Nullable String absent = null;

        assertThat(RetryAfter.parse(absent, clock)).isNull();
    }
}
