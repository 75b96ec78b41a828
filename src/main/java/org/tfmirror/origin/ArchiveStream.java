package org.tfmirror.origin;

import java.io.Closeable;
import org.tfmirror.origin.OriginException.Aborted;
import org.tfmirror.origin.OriginException.Stalled;
import org.tfmirror.origin.OriginException.TooLarge;
import org.tfmirror.origin.OriginException.TransferCut;

/**
 * Reads an archive's bytes from the origin. A transfer that is cut continues where it stopped, unnoticed by the
 * reader, if the origin proves that the bytes are still the same. The whole transfer has no time limit; the time
 * without a byte and the rate have.
 *
 * <p>Read by one thread; {@link #abort()} may be called by any.
 */
public interface ArchiveStream extends Closeable {

    /** The archive's length in bytes as the origin or the registry announces it, or -1 where neither does. */
    long expectedLength();

    /**
     * Reads what has arrived, at least one byte, waiting for it if need be.
     *
     * @return the number of bytes read, or -1 at the end, which is never before {@link #expectedLength()}
     * @throws TransferCut where the transfer was cut and cannot go on
     * @throws Stalled where nothing came for the stall timeout, or too little for the minimum rate
     * @throws TooLarge where more came than announced or allowed
     * @throws Aborted after {@link #abort()}, or where the thread is interrupted; its interrupt flag stays set
     */
    int read(byte[] buffer, int offset, int length) throws OriginException;

    /** Makes a read that waits, and every later one, fail at once. */
    void abort();

    /** Ends the transfer; what is in flight is aborted, not read to its end. */
    @Override
    void close();
}
