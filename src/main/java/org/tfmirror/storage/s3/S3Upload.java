package org.tfmirror.storage.s3;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.storage.ObjectUpload;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageInterruptedException;
import org.tfmirror.storage.StoredObject;

/**
 * An upload that fills one part while the one before is being stored, and so never holds more than two. All requests
 * run on the executor, so an interrupted writer is free at once while a request's outcome is still learned.
 */
final class S3Upload implements ObjectUpload {

    private static final Logger LOG = Logger.getLogger(S3Upload.class);
    private static final long CLOSE_LIMIT_SECONDS = 10;

    private enum State {
        OPEN,
        COMPLETE,
        CLOSED
    }

    private final S3Target target;
    private final Executor executor;
    private final int partSize;
    private State state = State.OPEN;
    private volatile boolean cancelled;
    private long written;
    private PartBuffer filling;
    private @Nullable PartBuffer spare;
    private @Nullable FutureTask<?> inFlight;

    S3Upload(S3Target target, Executor executor, int partSize) {
        this.target = target;
        this.executor = executor;
        this.partSize = partSize;
        this.filling = new PartBuffer(partSize);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws StorageException {
        requireOpen();
        requireWanted();
        int from = offset;
        int left = length;
        while (left > 0) {
            // A full part waits for the byte after it: an object of exactly one part needs no multipart upload.
            if (filling.isFull()) {
                sendPart();
            }
            int taken = filling.put(buffer, from, left);
            from += taken;
            left -= taken;
            written += taken;
        }
    }

    private void sendPart() throws StorageException {
        awaitPart();
        PartBuffer full = filling;
        inFlight = start(() -> {
            target.addPart(full, this::isCancelled);
            return null;
        });
        PartBuffer next = spare == null ? new PartBuffer(partSize) : spare;
        next.clear();
        filling = next;
        spare = full;
    }

    @Override
    public StoredObject complete() throws StorageException {
        requireOpen();
        String etag;
        if (inFlight == null) {
            etag = await(start(() -> target.put(filling, this::isCancelled)));
        } else {
            sendPart();
            awaitPart();
            etag = await(start(target::complete));
        }
        state = State.COMPLETE;
        return new StoredObject(target.key(), written, etag, target.metadata());
    }

    private boolean isCancelled() {
        return cancelled;
    }

    private void awaitPart() throws StorageException {
        if (inFlight != null) {
            await(inFlight);
        }
    }

    private <T> FutureTask<T> start(Callable<T> request) throws StorageInterruptedException {
        requireWanted();
        FutureTask<T> task = new FutureTask<>(request);
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            throw unclaimedJobs(e);
        }
        inFlight = task;
        return task;
    }

    private <T> T await(FutureTask<T> task) throws StorageException {
        try {
            return task.get();
        } catch (InterruptedException e) {
            cancelled = true;
            Thread.currentThread().interrupt();
            throw unclaimedJobs(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StorageException fault) {
                throw fault;
            }
            throw new IllegalStateException("A request could not be made", e.getCause());
        }
    }

    private void requireWanted() throws StorageInterruptedException {
        if (cancelled || Thread.currentThread().isInterrupted()) {
            throw unclaimedJobs(null);
        }
    }

    private StorageInterruptedException unclaimedJobs(@Nullable Exception cause) {
        return new StorageInterruptedException("The upload of " + target.key() + " was told to stop", cause);
    }

    private void requireOpen() {
        if (state != State.OPEN) {
            throw new IllegalStateException("The upload of " + target.key() + " is over: " + state);
        }
    }

    @Override
    public void abort() {
        cancelled = true;
    }

    @Override
    public void close() {
        if (state != State.OPEN) {
            return;
        }
        state = State.CLOSED;
        cancelled = true;
        boolean interrupted = Thread.interrupted();
        try {
            FutureTask<?> cleaning = new FutureTask<>(this::discard, null);
            try {
                executor.execute(cleaning);
            } catch (RejectedExecutionException e) {
                cleaning.run();
            }
            interrupted |= waitFor(cleaning);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits though interrupted, but not for ever, and says whether it was interrupted. */
    private boolean waitFor(FutureTask<?> cleaning) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_LIMIT_SECONDS);
        boolean interrupted = false;
        while (true) {
            try {
                cleaning.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (TimeoutException e) {
                LOG.warnf("upload is still being aborted key=%s", target.key());
                return interrupted;
            } catch (ExecutionException e) {
                throw new IllegalStateException("An upload could not be aborted", e.getCause());
            }
        }
    }

    /** Only after the part in flight has ended: a part that lands after the abort would be kept, and paid for. */
    private void discard() {
        try {
            if (inFlight != null) {
                inFlight.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            LOG.debugf("part in flight not stored key=%s reason=%s", target.key(), e.getMessage());
        }
        try {
            target.discard();
        } catch (StorageException e) {
            LOG.warnf("upload not aborted, housekeeping aborts it key=%s reason=%s", target.key(), e.getMessage());
        }
    }
}
