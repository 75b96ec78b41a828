package org.tfmirror.local;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/** Gives no more bytes a second than so many, counted from the first read. */
final class PacedInputStream extends FilterInputStream {

    private static final int PIECE = 16 * 1024;

    private final double nanosPerByte;
    private long begun;
    private long given;

    PacedInputStream(InputStream in, long bytesPerSecond) {
        super(in);
        this.nanosPerByte = 1e9 / bytesPerSecond;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        long now = System.nanoTime();
        if (given == 0) {
            begun = now;
        }
        long wait = begun + (long) (given * nanosPerByte) - now;
        if (wait > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
        int count = in.read(bytes, offset, Math.min(length, PIECE));
        given += Math.max(0, count);
        return count;
    }
}
