package org.tfmirror.console.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A moment as pages show it.
 *
 * @param iso for programs
 * @param exact for people who want to know it exactly
 * @param relative for all others, such as {@code 3 min ago}
 */
public record Moment(String iso, String exact, String relative) {

    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Seen from {@code now}; null where there is none. */
    public static @Nullable Moment of(@Nullable Instant at, Instant now) {
        if (at == null) {
            return null;
        }
        Instant second = at.truncatedTo(ChronoUnit.SECONDS);
        return new Moment(second.toString(), EXACT.format(second), relative(Duration.between(at, now)));
    }

    private static String relative(Duration ago) {
        String distance = Amounts.roughly(ago.abs().toSeconds());
        return ago.isNegative() ? "in " + distance : distance + " ago";
    }
}
