package org.tfmirror.web.limit;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Measures how long its reader waits for the sender. One thread reads, any may ask. */
final class AwaitedInputStream extends FilterInputStream {

    private final boolean anew;
    private long waited;
    private long since;
    private boolean waiting;

    /** @param anew whether every read begins to count anew */
    AwaitedInputStream(InputStream in, boolean anew) {
        super(in);
        this.anew = anew;
    }

    /** All waits so far that count, the present one included. */
    synchronized long waitedNanos() {
        return waiting ? waited + System.nanoTime() - since : waited;
    }

    private synchronized void begin() {
        waiting = true;
        since = System.nanoTime();
    }

    private synchronized void end() {
        waiting = false;
        waited = anew ? 0 : waited + System.nanoTime() - since;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        begin();
        try {
            return in.read(buffer, offset, length);
        } finally {
            end();
        }
    }

    /** The server's stream reads the rest. */
    @Override
    public void close() throws IOException {
        begin();
        try {
            in.close();
        } finally {
            end();
        }
    }
}
