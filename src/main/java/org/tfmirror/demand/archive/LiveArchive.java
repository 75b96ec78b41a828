package org.tfmirror.demand.archive;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageId;

/**
 * An archive on its way from its origin, and the clients that read along. The last bytes that came are kept in a window.
 * What is released to clients ends {@link Sizes#heldBack} bytes before what has come, until the whole is verified and
 * recorded: so no client ever has an archive that turns out to be wrong.
 *
 * <p>A transfer that begins again must bring the same bytes up to what was released, by their SHA-256; else clients are
 * cut off. Thread-safe; nothing here blocks, and the transfer waits for no client.
 */
final class LiveArchive {

    private static final Logger LOG = Logger.getLogger(LiveArchive.class);

    /** Times what is held back. */
    private static final int KEPT_AT_THE_END = 4;

    private final PackageId id;
    private final Sizes sizes;
    private final ReleasedBytes bytes;
    private final Readers readers;
    private State state = State.WAITED_FOR;
    private String sha256 = "";
    /** As the transfer's origin says; -1 where it does not. */
    private long announced = -1;
    /** -1 while it is not known. */
    private long length = -1;

    /**
     * How much is kept and held back, in bytes.
     *
     * @param window kept of each archive for clients; more than is held back
     */
    record Sizes(int window, int heldBack) {
        Sizes {
            if (heldBack < 1 || window <= heldBack) {
                throw new IllegalArgumentException("the window holds more than what is held back");
            }
        }
    }

    /** Where it is. */
    enum State {
        /** Nothing has come here yet. */
        WAITED_FOR,
        /** A transfer of this replica brings it. */
        COMING,
        /** All of it has come and is verified. */
        VERIFIED,
        /** The transfer ended early; another may go on. */
        INTERRUPTED,
        /** In the catalog and in the bucket. */
        STORED,
        /** It does not come: who reads along is cut off. */
        ENDED
    }

    /** @param threads where clients' next chunks are given to them */
    LiveArchive(PackageId id, Sizes sizes, Executor threads) {
        this.id = id;
        this.sizes = sizes;
        this.bytes = new ReleasedBytes(sizes);
        this.readers = new Readers(threads);
    }

    PackageId id() {
        return id;
    }

    synchronized State state() {
        return state;
    }

    /** As its origin says; -1 where it does not. */
    synchronized long announced() {
        return announced;
    }

    /** Whether this is the position after the last byte, as far as that is known. */
    synchronized boolean endsAt(long position) {
        return state == State.STORED && position == length;
    }

    /** As signed, lower-case hex. */
    synchronized String sha256() {
        return sha256;
    }

    /** Whether a transfer of this replica brings it, or has brought it and it is not in the catalog yet. */
    synchronized boolean isUnderWay() {
        return state == State.COMING || state == State.VERIFIED;
    }

    boolean isRead() {
        return readers() > 0;
    }

    synchronized int readers() {
        return readers.count();
    }

    /** A transfer begins at the first byte. */
    synchronized void begin(String signedSha256, long expectedLength) {
        if (state == State.STORED || state == State.ENDED) {
            return;
        }
        if (bytes.released() > 0 && (expectedLength != announced || !signedSha256.equals(sha256))) {
            cut("another archive is offered now");
            return;
        }
        state = State.COMING;
        sha256 = signedSha256;
        announced = expectedLength;
        length = expectedLength;
        bytes.begin(expectedLength);
    }

    /** More bytes have come. */
    synchronized void add(byte[] buffer, int offset, int count) {
        if (state != State.COMING) {
            return;
        }
        if (!bytes.add(buffer, offset, count, bytes.isFromStart() || readers.count() > 0)) {
            cut("its first bytes are not the same as before");
            return;
        }
        wakeReaders();
    }

    /** Every byte is verified, and the object is visible; it is not in the catalog yet. */
    synchronized void verified() {
        if (state == State.COMING && (length < 0 || bytes.received() == length) && bytes.isRepeated()) {
            length = bytes.received();
            state = State.VERIFIED;
        }
    }

    /** The transfer has ended without success. */
    synchronized void interrupted() {
        if (state == State.COMING) {
            state = State.INTERRUPTED;
        }
    }

    /** It is in the catalog: the rest is released. */
    synchronized void stored() {
        if (state == State.VERIFIED || bytes.released() == 0) {
            leaveToBucket();
        }
    }

    /** Who keeps pace gets the end from here; the rest is in the bucket and need not be kept for those who are slow. */
    private void leaveToBucket() {
        state = State.STORED;
        bytes.keepLast(KEPT_AT_THE_END * sizes.heldBack());
        wakeReaders();
    }

    /**
     * What was released, where another replica has stored the archive since; null where nothing has to be compared.
     *
     * @param length how many bytes
     * @param sha256 of these
     */
    record Released(long length, byte[] sha256) {}

    synchronized @Nullable Released toCompare() {
        return state == State.INTERRUPTED && bytes.released() > 0
                ? new Released(bytes.released(), bytes.sha256())
                : null;
    }

    /**
     * What was released is what the stored archive begins with, or it is not.
     *
     * @param storedLength the length of the stored one
     */
    synchronized void compared(boolean same, long storedLength) {
        if (state != State.INTERRUPTED) {
            return;
        }
        if (same) {
            length = storedLength;
            bytes.forgetUnreleased();
            leaveToBucket();
        } else {
            cut("the stored archive begins with other bytes");
        }
    }

    /** It does not come. */
    synchronized void end() {
        if (state != State.STORED && state != State.ENDED) {
            cut("the download failed");
        }
    }

    /** Cuts off all readers, also those that read from the bucket. */
    void cutAll() {
        List<LiveStream> all;
        synchronized (this) {
            state = State.ENDED;
            wakeReaders();
            all = readers.all();
        }
        all.forEach(LiveStream::abandon);
    }

    private void cut(String why) {
        if (readers.count() > 0) {
            LOG.warnf(
                    "clients are cut off, %s package=%s clients=%d sent=%d",
                    why, id, readers.count(), bytes.released());
        }
        state = State.ENDED;
        wakeReaders();
    }

    /** A stream from the first byte; null where it is not available here, or not yet. */
    synchronized @Nullable LiveStream open(LiveStream.Bucket bucket, Consumer<PackageId> onClose) {
        if (bytes.released() == 0 || !bytes.isFromStart() || !isUnderWay()) {
            return null;
        }
        LiveStream stream = new LiveStream(this, bucket, onClose);
        readers.add(stream);
        return stream;
    }

    synchronized void close(LiveStream stream) {
        readers.remove(stream);
    }

    private void wakeReaders() {
        readers.wake(position -> next(position) != Next.LATER);
    }

    /** Where a stream's next bytes are. */
    enum Next {
        WINDOW,
        BUCKET,
        LATER,
        NEVER
    }

    synchronized Next next(long position) {
        if (state == State.ENDED) {
            return Next.NEVER;
        }
        if (position < readable() && bytes.has(position)) {
            return Next.WINDOW;
        }
        return state == State.STORED ? Next.BUCKET : Next.LATER;
    }

    /** The next bytes of a stream, which are in the window; null where they have just left it. */
    synchronized byte @Nullable [] copy(long position, int limit) {
        return next(position) == Next.WINDOW ? bytes.copy(position, readable(), limit) : null;
    }

    /** The position up to where clients may read. */
    private long readable() {
        return state == State.STORED ? length : bytes.released();
    }
}
