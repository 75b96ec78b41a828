package org.tfmirror.origin.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.utils.DateUtils;
import org.jspecify.annotations.Nullable;

/** The {@code Retry-After} header of RFC 9110, section 10.2.3: seconds or an HTTP date. */
public final class RetryAfter {

    /** The longest wait, even if an origin asks for more. */
    public static final Duration LONGEST = Duration.ofHours(1);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private RetryAfter() {}

    /** How long to wait; null where the header is missing, unreadable or in the past. */
    public static @Nullable Duration parse(@Nullable String header, Clock clock) {
        if (header == null) {
            return null;
        }
        String text = header.strip();
        if (SECONDS.matcher(text).matches()) {
            return capped(Duration.ofSeconds(Long.parseLong(text)));
        }
        @Nullable Instant until = DateUtils.parseStandardDate(text);
        return until == null ? null : capped(Duration.between(clock.instant(), until));
    }

    private static @Nullable Duration capped(Duration wait) {
        if (wait.isNegative() || wait.isZero()) {
            return null;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
