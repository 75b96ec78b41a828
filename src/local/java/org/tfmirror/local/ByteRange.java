package org.tfmirror.local;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A part of a body as RFC 9110 §14 asks for it, both ends included; one that cannot be had has its end before its start. */
record ByteRange(long first, long last) {

    private static final Pattern FORM = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    boolean satisfiable() {
        return first <= last;
    }

    long length() {
        return last - first + 1;
    }

    /** Reads a {@code Range} header; null where there is none, or one that may be ignored, such as a list of ranges. */
    static @Nullable ByteRange parse(@Nullable String header, long length) {
        Matcher matcher = FORM.matcher(header == null ? "" : header);
        if (!matcher.matches() || matcher.end(2) == "bytes=-".length()) {
            return null;
        }
        if (matcher.group(1).isEmpty()) {
            long suffix = Long.parseLong(matcher.group(2));
            return new ByteRange(Math.max(0, length - suffix), suffix == 0 ? -1 : length - 1);
        }
        long first = Long.parseLong(matcher.group(1));
        long last = matcher.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(matcher.group(2));
        if (last < first) {
            return null;
        }
        return new ByteRange(first, Math.min(last, length - 1));
    }
}
