package org.tfmirror.delivery;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a body of known length that a {@code Range} header asks for
 * (<a href="https://www.rfc-editor.org/rfc/rfc9110#name-range">RFC 9110, 14.2</a>).
 *
 * @param first the first byte's offset
 * @param last the last byte's offset, inclusive; before {@code first} where nothing can be sent
 */
record RequestedRange(long first, long last) {

    private static final Pattern ONE_RANGE = Pattern.compile("(?i:bytes)=(\\d{0,18})-(\\d{0,18})");

    /**
     * Empty where the whole body is to be sent: no header, or one that may be ignored (several ranges, other units).
     */
    static Optional<RequestedRange> parse(@Nullable String header, long length) {
        Matcher matcher = ONE_RANGE.matcher(header == null ? "" : header.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String from = matcher.group(1);
        String to = matcher.group(2);
        if (from.isEmpty()) {
            return to.isEmpty() ? Optional.empty() : Optional.of(suffix(Long.parseLong(to), length));
        }
        long first = Long.parseLong(from);
        long last = to.isEmpty() ? length - 1 : Long.parseLong(to);
        if (last < first && !to.isEmpty()) {
            return Optional.empty(); // not valid, and so as if it were not there
        }
        return Optional.of(new RequestedRange(first, Math.min(last, length - 1)));
    }

    private static RequestedRange suffix(long count, long length) {
        return count == 0
                ? new RequestedRange(length, length - 1)
                : new RequestedRange(Math.max(0, length - count), length - 1);
    }

    /** Whether there is a byte to send; otherwise the answer is 416. */
    boolean isSatisfiable() {
        return first <= last;
    }

    long length() {
        return last - first + 1;
    }
}
