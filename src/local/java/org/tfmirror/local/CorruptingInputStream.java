package org.tfmirror.local;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Flips the bits of one byte on its way; a position before the start or past the end leaves all as it is. */
final class CorruptingInputStream extends FilterInputStream {

    private long left;

    CorruptingInputStream(InputStream in, long position) {
        super(in);
        this.left = position;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        return value >= 0 && left-- == 0 ? value ^ 0xff : value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        if (count > 0) {
            if (left >= 0 && left < count) {
                buffer[offset + (int) left] ^= (byte) 0xff;
            }
            left -= count;
        }
        return count;
    }
}
