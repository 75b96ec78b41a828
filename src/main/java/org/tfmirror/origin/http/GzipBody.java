package org.tfmirror.origin.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.ResponseInvalid;
import org.tfmirror.origin.OriginException.TransferCut;

/**
 * Decodes a body in gzip. Its reader limits how much it decodes; this class only makes sure that a body without
 * content comes to an end. Used by one thread.
 */
final class GzipBody {

    /** No compression makes more of it than this, beside the eighth that is allowed in any case. */
    private static final long OVERHEAD = 64 * 1024;

    private final Source source;
    private final String where;
    private @Nullable InputStream inflated;
    private @Nullable OriginException failure;
    private long read;
    private long written;

    /** Where the bytes in gzip come from. */
    interface Source {
        int read(byte[] buffer, int offset, int length) throws OriginException;
    }

    GzipBody(String where, Source source) {
        this.where = where;
        this.source = source;
    }

    /** As {@link Source#read}, of what the body says. */
    int read(byte[] buffer, int offset, int length) throws OriginException {
        try {
            if (inflated == null) {
                inflated = new GZIPInputStream(new Compressed(), 8192);
            }
            int count = inflated.read(buffer, offset, length);
            written += Math.max(0, count);
            return count;
        } catch (EOFException e) {
            throw failure == null ? new TransferCut(where, "it ended within its gzip", e) : failure;
        } catch (IOException e) {
            throw failure == null ? invalid("is gzip, and the body is not") : failure;
        }
    }

    private OriginException invalid(String problem) {
        return new ResponseInvalid(where, "Content-Encoding", problem);
    }

    /** The source as a stream; what it throws is kept, as a stream cannot throw it. */
    private final class Compressed extends InputStream {

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                int count = source.read(buffer, offset, length);
                read += Math.max(0, count);
                if (read > written + written / 8 + OVERHEAD) {
                    throw invalid("is gzip that says less than it is long");
                }
                return count;
            } catch (OriginException e) {
                failure = e;
                throw new IOException(e);
            }
        }

        /** More, so far as can be told without waiting: so that a further member of the file is looked for. */
        @Override
        public int available() {
            return 1;
        }
    }
}
