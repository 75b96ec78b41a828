package org.tfmirror.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT30S, 30s",
        "PT0.5S, 500ms",
        "PT0.0000001S, 1ms",
        "PT1.5S, 1.5s",
        "PT9.9999S, 10s",
        "PT59.123S, 1m",
        "PT1M30S, 1m30s",
        "PT15M, 15m",
        "PT1H, 1h",
        "PT168H, 7d",
        "PT25H0M7S, 1d1h7s",
        "PT-1S, -1s"
    })
    void aDurationIsShownAsItIsConfigured(Duration duration, String text) {
        assertThat(DurationText.of(duration)).isEqualTo(text);
    }
}
