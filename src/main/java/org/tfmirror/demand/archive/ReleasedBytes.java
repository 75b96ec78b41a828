package org.tfmirror.demand.archive;

import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tfmirror.demand.archive.LiveArchive.Sizes;
import org.tfmirror.provider.Sha256;

/**
 * The bytes of an archive on its way: the last ones in a window, and how many of all are released to clients, with their
 * SHA-256. A transfer that begins again has to repeat those. Not thread-safe.
 */
final class ReleasedBytes {

    private final Sizes sizes;
    private ByteWindow window = new ByteWindow(0);
    private long received;
    private long released;
    private final MessageDigest releasedDigest = Sha256.newDigest();
    /** Of the bytes that a further transfer repeats; null where none does, or once they were the same. */
    private @Nullable MessageDigest repeatedDigest;

    ReleasedBytes(Sizes sizes) {
        this.sizes = sizes;
    }

    /** How many bytes are released. */
    long released() {
        return released;
    }

    /** How many bytes the transfer has brought. */
    long received() {
        return received;
    }

    /** Whether all that was released has come again, in a transfer that repeats it. */
    boolean isRepeated() {
        return repeatedDigest == null;
    }

    /** Whether nothing has left the window: a client can begin at the first byte. */
    boolean isFromStart() {
        return window.start() == 0;
    }

    boolean has(long position) {
        return window.has(position);
    }

    byte[] sha256() {
        return copyOf(releasedDigest).digest();
    }

    /** A transfer begins at the first byte; of this length, or of an unknown one below zero. */
    void begin(long length) {
        received = 0;
        repeatedDigest = released > 0 ? Sha256.newDigest() : null;
        if (released > 0) {
            window.truncate(released);
        } else {
            window = new ByteWindow(length < 0 ? sizes.window() : (int) Math.max(1, Math.min(sizes.window(), length)));
        }
    }

    /**
     * More bytes have come.
     *
     * @param wanted whether they are to be kept and released
     * @return false where what was released has come again and is not the same
     */
    boolean add(byte[] buffer, int offset, int count, boolean wanted) {
        int repeated = (int) Math.max(0, Math.min(count, released - received));
        if (repeatedDigest != null && !repeat(repeatedDigest, buffer, offset, repeated)) {
            return false;
        }
        received += count;
        if (wanted) {
            window.add(buffer, offset + repeated, count - repeated);
            release(received - sizes.heldBack());
        }
        return true;
    }

    private boolean repeat(MessageDigest digest, byte[] buffer, int offset, int count) {
        digest.update(buffer, offset, count);
        if (received + count < released) {
            return true;
        }
        repeatedDigest = null;
        return Arrays.equals(digest.digest(), sha256());
    }

    private void release(long until) {
        while (released < until) {
            byte[] more = window.copy(released, until, LiveStream.CHUNK);
            releasedDigest.update(more);
            released += more.length;
        }
    }

    /** Forgets what was not released: it may be other bytes than the stored archive's. */
    void forgetUnreleased() {
        window.truncate(released);
    }

    /** Keeps no more than the last of these bytes. */
    void keepLast(int count) {
        window = window.last(count);
    }

    /** A copy of at most so many bytes, which it has, none of them from {@code until} on. */
    byte[] copy(long position, long until, int limit) {
        return window.copy(position, until, limit);
    }

    private static MessageDigest copyOf(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of every JDK can be cloned", e);
        }
    }
}
