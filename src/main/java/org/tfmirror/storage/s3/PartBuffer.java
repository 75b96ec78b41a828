package org.tfmirror.storage.s3;

import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Holds the bytes of one part. It allocates pieces as they are needed, so that a small object takes little memory and
 * no piece is a humongous allocation for the garbage collector.
 */
final class PartBuffer {

    private static final int PIECE = 64 * 1024;

    private final int capacity;
    private final List<byte[]> pieces = new ArrayList<>();
    private int length;

    PartBuffer(int capacity) {
        this.capacity = capacity;
    }

    /** Takes what fits and says how much that was. */
    int put(byte[] source, int offset, int count) {
        int taken = Math.min(count, capacity - length);
        for (int done = 0; done < taken; ) {
            int at = length % PIECE;
            if (length / PIECE == pieces.size()) {
                pieces.add(new byte[PIECE]);
            }
            int part = Math.min(taken - done, PIECE - at);
            System.arraycopy(source, offset + done, pieces.get(length / PIECE), at, part);
            done += part;
            length += part;
        }
        return taken;
    }

    int length() {
        return length;
    }

    boolean isFull() {
        return length == capacity;
    }

    /** Forgets the bytes, and keeps the room they took. */
    void clear() {
        length = 0;
    }

    /** The Content-MD5 of RFC 1864; the client signs a SHA-256, which every store checks, in any case. */
    String contentMd5() {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            for (int at = 0; at < length; at += PIECE) {
                md5.update(pieces.get(at / PIECE), 0, Math.min(PIECE, length - at));
            }
            return Base64.getEncoder().encodeToString(md5.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has MD5", e);
        }
    }

    /**
     * The bytes as a request's body, not copied, from the start again for each attempt.
     *
     * @param cancelled ends the request at its next read, and for good
     */
    RequestBody body(BooleanSupplier cancelled) {
        return RequestBody.fromContentProvider(() -> new Bytes(cancelled), length, "application/octet-stream");
    }

    private final class Bytes extends InputStream {

        private final BooleanSupplier cancelled;
        private int position;

        Bytes(BooleanSupplier cancelled) {
            this.cancelled = cancelled;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) {
            if (cancelled.getAsBoolean()) {
                // The one exception that the client does not try again after.
                throw AbortedException.create("The upload was aborted");
            }
            if (count == 0) {
                return 0;
            }
            if (position == length) {
                return -1;
            }
            int at = position % PIECE;
            int part = Math.min(Math.min(count, PIECE - at), length - position);
            System.arraycopy(pieces.get(position / PIECE), at, target, offset, part);
            position += part;
            return part;
        }

        @Override
        public int available() {
            return length - position;
        }
    }
}
