package org.tfmirror.storage;

/**
 * A run of an object's bytes, as HTTP's {@code Range} counts them: from 0, both ends included.
 *
 * @param last {@link Long#MAX_VALUE} for the object's end; beyond the end it means the end
 */
public record ByteRange(long first, long last) {

    public ByteRange {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("Not a range of bytes: " + first + "-" + last);
        }
    }

    /** From a byte to the object's end. */
    public static ByteRange from(long first) {
        return new ByteRange(first, Long.MAX_VALUE);
    }

    /** As the header has it, such as {@code bytes=0-99} or {@code bytes=100-}. */
    @Override
    public String toString() {
        return "bytes=" + first + "-" + (last == Long.MAX_VALUE ? "" : last);
    }
}
