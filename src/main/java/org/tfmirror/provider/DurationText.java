package org.tfmirror.provider;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations as messages and logs show them, in the way they are configured: {@code 30s}, {@code 1m30s}, {@code 500ms}. */
public final class DurationText {

    private DurationText() {}

    /** Rounded up to milliseconds, and from ten seconds on to seconds, so that no client comes back too early. */
    public static String of(Duration duration) {
        if (duration.isNegative()) {
            return "-" + of(duration.negated());
        }
        long millis = duration.plusNanos(999_999).toMillis();
        if (millis > 0 && millis < 1_000) {
            return millis + "ms";
        }
        if (millis < 10_000) {
            return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + "s";
        }
        Duration whole = Duration.ofSeconds((millis + 999) / 1_000);
        StringBuilder text = new StringBuilder();
        append(text, whole.toDaysPart(), "d");
        append(text, whole.toHoursPart(), "h");
        append(text, whole.toMinutesPart(), "m");
        append(text, whole.toSecondsPart(), "s");
        return text.toString();
    }

    private static void append(StringBuilder text, long amount, String unit) {
        if (amount > 0) {
            text.append(amount).append(unit);
        }
    }
}
