package org.tfmirror.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How old a version is taken to be. */
class VersionDatesTest {

    private static final Instant NOW = Instant.parse("2026-06-30T00:00:00Z");

    /** Each date in days ago, a hold in days from now; 0 for a hold without end. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "an origin that tells an old date,                     true,  30,,,     ",
        "one that tells a young date,                          true,  2,,,      5",
        "an old date of what the last list lacked,             true,  30,1,3,   4",
        "a young date of what was absent long ago,             true,  2,20,25,  5",
        "a date that cannot be had,                            true,  ,,,       0",
        "a date in the future,                                 true,  -3,,,     10",
        "the first list of an origin without dates,            false, ,,,       ",
        "what appeared there lately,                           false, ,2,3,     5",
        "what appeared there long ago,                         false, ,8,9,     ",
        "a date that nobody should have told,                  false, 1,,,      ",
    })
    void aVersionIsHeldUntilItIsOldEnough(
            String what,
            boolean told,
            @Nullable Integer published,
            @Nullable Integer seen,
            @Nullable Integer absent,
            @Nullable Integer held) {
        VersionDates dates = new VersionDates(told, ago(published), ago(seen), ago(absent));

        if (held == null) {
            assertThat(dates.holdAt(NOW, Duration.ofDays(7))).as(what).isEmpty();
        } else {
            assertThat(dates.holdAt(NOW, Duration.ofDays(7)))
                    .as(what)
                    .contains(new Hold(held == 0 ? null : NOW.plus(held, ChronoUnit.DAYS), false));
        }
        assertThat(dates.holdAt(NOW, Duration.ZERO)).isEmpty();
    }

    private static @Nullable Instant ago(@Nullable Integer days) {
        return days == null ? null : NOW.minus(days, ChronoUnit.DAYS);
    }
}
