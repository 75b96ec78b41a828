package org.tfmirror.web;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Limits how many bytes may be read. */
public final class LimitedInputStream extends FilterInputStream {

    private final long limit;
    private long count;

    public LimitedInputStream(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        count += Math.max(read, 0);
        if (count > limit) {
            throw new BodyTooLongException(limit);
        }
        return read;
    }

    @Override
    public long skip(long wanted) throws IOException {
        byte[] skipped = new byte[(int) Math.min(Math.max(wanted, 0), 8192)];
        return Math.max(read(skipped, 0, skipped.length), 0);
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /**
     * Gives back what has come, and waits for no more: the HTTP server's stream would read a body to its end as it is
     * closed, and this one may have none.
     */
    @Override
    public void close() throws IOException {
        byte[] rest = new byte[8192];
        for (long most = limit; most > 0 && in.available() > 0; ) {
            int read = in.read(rest, 0, rest.length);
            most = read < 0 ? 0 : most - read;
        }
    }

    /** A body is longer than the limit. */
    public static final class BodyTooLongException extends IOException {

        private static final long serialVersionUID = 1L;

        public BodyTooLongException(long limit) {
            super("a body has at most %d bytes; split the request up".formatted(limit));
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
