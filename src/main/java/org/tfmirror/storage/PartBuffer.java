package org.tfmirror.storage;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.sync.RequestBody;

/** The bytes of one part. It grows as it fills, so that a small object takes little memory. */
final class PartBuffer {

    private static final int SMALLEST = 64 * 1024;

    private final int capacity;
    private byte[] bytes;
    private int length;

    /** @param expected how many bytes are thought to come; more may, up to the capacity */
    PartBuffer(int capacity, long expected) {
        this.capacity = capacity;
        this.bytes = new byte[(int) Math.min(capacity, Math.max(SMALLEST, expected))];
    }

    /** Takes what fits and says how much that was. */
    int put(byte[] source, int offset, int count) {
        int taken = Math.min(count, capacity - length);
        if (length + taken > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(capacity, Math.max(length + taken, bytes.length * 2L)));
        }
        System.arraycopy(source, offset, bytes, length, taken);
        length += taken;
        return taken;
    }

    int length() {
        return length;
    }

    boolean isFull() {
        return length == capacity;
    }

    void clear() {
        length = 0;
    }

    /** The Content-MD5 of RFC 1864, which every store checks; it is against accidents, not attackers. */
    String contentMd5() {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(bytes, 0, length);
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
        return RequestBody.fromContentProvider(
                () -> new Cancellable(new ByteArrayInputStream(bytes, 0, length), cancelled),
                length,
                "application/zip");
    }

    private static final class Cancellable extends java.io.FilterInputStream {

        private final BooleanSupplier cancelled;

        Cancellable(InputStream bytes, BooleanSupplier cancelled) {
            super(bytes);
            this.cancelled = cancelled;
        }

        @Override
        public int read() throws java.io.IOException {
            refuseIfCancelled();
            return super.read();
        }

        @Override
        public int read(byte[] target, int offset, int count) throws java.io.IOException {
            refuseIfCancelled();
            return super.read(target, offset, count);
        }

        private void refuseIfCancelled() {
            if (cancelled.getAsBoolean()) {
                // The one exception that the client does not try again after.
                throw AbortedException.create("The upload is not wanted any more");
            }
        }
    }
}
