package org.tfmirror.processor.ingest;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.verify.ArchiveHashes;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.VerificationException;
import org.tfmirror.verify.zip.ArchiveDigest;

/**
 * Digests an archive on a thread of its own while its worker fetches and stores: see docs/adr/0018. A fixed ring of
 * buffers goes round between the two, so a transfer takes the same memory however large its archive is, and the faster
 * of the two waits for the slower. The thread ends with the transfer.
 *
 * <p>Used by one worker. It never blocks for longer than the digest takes over one buffer: whatever happens to the
 * digest, the buffers go on round until the worker ends them.
 */
final class DigestThread implements AutoCloseable {

    /** Of memory for each transfer, besides the upload's parts: {@value} bytes in each of the buffers. */
    static final int BUFFER_SIZE = 64 * 1024;

    static final int BUFFERS = 16;

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final ArchiveDigest digest;
    private final BlockingQueue<Buffer> free = new ArrayBlockingQueue<>(BUFFERS);
    private final BlockingQueue<Buffer> filled = new ArrayBlockingQueue<>(BUFFERS + 1);
    private final Buffer end = new Buffer(0);
    private final Thread thread;
    private Buffer filling = new Buffer(BUFFER_SIZE);
    private boolean ended;
    private volatile boolean abandoned;
    private volatile @Nullable Throwable failure;

    DigestThread(ArchiveLimits limits) {
        digest = new ArchiveDigest(limits);
        for (int i = 1; i < BUFFERS; i++) {
            free.add(new Buffer(BUFFER_SIZE));
        }
        thread = new Thread(this::digestAll, "tfmirror-digest-" + COUNT.incrementAndGet());
        thread.setDaemon(true);
        thread.start();
    }

    /** Where the bytes lie until they are digested: fill from {@link #position}, at least one byte. */
    static final class Buffer {

        private final byte[] bytes;
        private int length;

        private Buffer(int size) {
            bytes = new byte[size];
        }

        byte[] bytes() {
            return bytes;
        }

        int position() {
            return length;
        }

        int room() {
            return bytes.length - length;
        }
    }

    /**
     * The buffer to put the next bytes into; it has room. Waits for it where the digest is behind.
     *
     * @throws VerificationException where the digest found a fault meanwhile
     */
    Buffer buffer() throws VerificationException {
        rethrow();
        if (filling.room() == 0) {
            filled.add(filling);
            filling = uninterruptibly(free::take);
            filling.length = 0;
        }
        return filling;
    }

    /** Says that so many bytes were put into the buffer. */
    void added(int length) {
        filling.length += length;
    }

    /** Waits until every byte is digested, and judges the whole: see {@link ArchiveDigest#finish}. */
    ArchiveHashes finish(String expectedSha256, long expectedLengthOrMinus1) throws VerificationException {
        filled.add(filling);
        endThread();
        rethrow();
        return digest.finish(expectedSha256, expectedLengthOrMinus1);
    }

    private void digestAll() {
        for (Buffer next = uninterruptibly(filled::take); next != end; next = uninterruptibly(filled::take)) {
            if (failure == null && !abandoned) {
                try {
                    digest.update(next.bytes, 0, next.length);
                } catch (VerificationException | RuntimeException | Error e) {
                    failure = e; // the worker throws it
                }
            }
            free.add(next);
        }
    }

    private void rethrow() throws VerificationException {
        Throwable found = failure;
        if (found instanceof VerificationException e) {
            throw e;
        }
        if (found instanceof RuntimeException e) {
            throw e;
        }
        if (found instanceof Error e) {
            throw e;
        }
    }

    private void endThread() {
        if (ended) {
            return;
        }
        ended = true;
        filled.add(end);
        uninterruptibly(() -> {
            thread.join();
            return thread;
        });
    }

    private interface Waiting<T> {
        T await() throws InterruptedException;
    }

    /** Waits on though interrupted, for it is not for long; the interrupt is felt at the next read or write. */
    private static <T> T uninterruptibly(Waiting<T> waiting) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return waiting.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends the thread, which leaves what is not digested yet; after {@link #finish} there is nothing left to do. */
    @Override
    public void close() {
        abandoned = true;
        endThread();
        digest.close();
    }
}
