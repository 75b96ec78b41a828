package org.tfmirror.demand.archive;

/** The last bytes of a stream, at most as many as it has room for. Not thread-safe. */
final class ByteWindow {

    private final byte[] ring;
    private long start;
    private long end;

    ByteWindow(int room) {
        ring = new byte[room];
    }

    /** The position of the first byte that is kept. */
    long start() {
        return start;
    }

    /** The position after the last byte. */
    long end() {
        return end;
    }

    boolean has(long position) {
        return position >= start && position < end;
    }

    /** Adds bytes; the oldest make room. */
    void add(byte[] bytes, int offset, int length) {
        int skipped = Math.max(0, length - ring.length);
        for (int i = skipped; i < length; ) {
            int at = (int) ((end + i) % ring.length);
            int count = Math.min(length - i, ring.length - at);
            System.arraycopy(bytes, offset + i, ring, at, count);
            i += count;
        }
        end += length;
        start = Math.max(start, end - ring.length);
    }

    /** Forgets the bytes from a position on. */
    void truncate(long position) {
        end = Math.max(start, Math.min(end, position));
    }

    /** A smaller one, of its last bytes. */
    ByteWindow last(int room) {
        long from = Math.max(start, end - room);
        byte[] bytes = copy(from, end, room);
        ByteWindow last = new ByteWindow(room);
        last.start = from;
        last.end = from;
        last.add(bytes, 0, bytes.length);
        return last;
    }

    /** A copy of at most {@code limit} bytes from {@code position} on, which it has; none from {@code until} on. */
    byte[] copy(long position, long until, int limit) {
        int length = (int) Math.min(limit, Math.min(until, end) - position);
        byte[] copy = new byte[length];
        for (int i = 0; i < length; ) {
            int at = (int) ((position + i) % ring.length);
            int count = Math.min(length - i, ring.length - at);
            System.arraycopy(ring, at, copy, i, count);
            i += count;
        }
        return copy;
    }
}
