package org.tfmirror.processor.work;

import org.jboss.logging.Logger;
import org.tfmirror.catalog.CatalogChange;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.job.Settlement;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.ingest.ItemProcess;
import org.tfmirror.processor.ingest.ItemProcess.Mirrored;
import org.tfmirror.processor.ingest.PackageDamagedException;
import org.tfmirror.processor.ingest.Progress;
import org.tfmirror.processor.ingest.StoppedException;
import org.tfmirror.processor.work.ConstraintException.PlatformNotOffered;
import org.tfmirror.processor.work.ItemError.Persistence;
import org.tfmirror.provider.ConstraintRequest;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.StorageException;

/** Tries items, and judges how it went; nothing of it is written yet. */
final class ItemRunner {

    private static final Logger LOG = Logger.getLogger(ItemRunner.class);

    private final JobQueue queue;
    private final ObjectStore store;
    private final ConstraintResolver resolver;
    private final RetryPolicy retries;
    private final ProcessorListener listener;

    /** @param store only asked whether it is there at all */
    ItemRunner(JobQueue queue, ObjectStore store, ConstraintResolver resolver, JobWorker.Conduct conduct) {
        this.queue = queue;
        this.store = store;
        this.resolver = resolver;
        this.retries = conduct.retries();
        this.listener = conduct.listener();
    }

    /**
     * Tries the item once. Whatever goes wrong is a settlement, too; what stops the worker is not.
     *
     * @throws StoppedException when the work is told to stop
     */
    Attempt attempt(ItemProcess pipeline, QueuedItem item, HeldLease held) throws StoppedException {
        try {
            return held.signal().interruptibly(() -> tried(pipeline, item, held));
        } catch (StoppedException e) {
            throw e;
        } catch (Exception e) {
            // Aborting makes blocked calls fail in their own ways: it is the stop that counts, not how it was felt.
            held.signal().check();
            return failed(item, held, judged(ErrorClassifier.classify(e)), e);
        }
    }

    private Attempt tried(ItemProcess pipeline, QueuedItem item, HeldLease held) throws Exception {
        return item.wanted() instanceof ConstraintRequest selection
                ? resolve(item, selection, held)
                : mirror(pipeline, item, (PackageId) item.wanted(), held);
    }

    private Attempt mirror(ItemProcess pipeline, QueuedItem item, PackageId id, HeldLease held) throws Exception {
        Mirrored mirrored = pipeline.mirror(id, held, progressOf(item, held));
        LOG.infof(
                "item completed job=%d item=%d package=%s bytes=%d",
                held.lease().jobId(), item.id(), id, mirrored.sizeBytes());
        return new Attempt(
                new Settlement.Completed(mirrored.sizeBytes()), mirrored.toRecord(), null, mirrored.claimed(), null);
    }

    private Attempt resolve(QueuedItem item, ConstraintRequest selection, HeldLease held) throws Exception {
        ResolvedPackages resolved = resolver.resolve(selection, held.signal());
        LOG.infof(
                "constraint expanded job=%d item=%d constraint=%s packages=%d",
                held.lease().jobId(), item.id(), selection, resolved.packages().size());
        PlatformNotOffered missing = resolved.fault();
        if (missing == null) {
            return new Attempt(new Settlement.Completed(0), null, null, false, resolved);
        }
        Attempt failed = failed(item, held, ErrorClassifier.classify(missing), missing);
        return new Attempt(failed.settlement(), null, failed.fault(), false, resolved);
    }

    /** One request that fails is the item's bad luck; a store that is gone altogether is not, and costs no attempt. */
    private ItemError judged(ItemError fault) {
        if (!fault.code().equals(ErrorClassifier.STORAGE_UNAVAILABLE)) {
            return fault;
        }
        try {
            store.check();
            return fault;
        } catch (StorageException e) {
            return new ItemError(e.code(), Persistence.STORE_OUTAGE, fault.message(), null);
        }
    }

    private Progress progressOf(QueuedItem item, HeldLease held) {
        return new ThrottledProgress(
                (bytes, expected) -> queue.progress(held.lease(), item, bytes, expected),
                bytes -> listener.received(held.lease(), bytes),
                System::nanoTime);
    }

    /** An attempt that came to a fault. */
    Attempt failed(QueuedItem item, HeldLease held, ItemError fault, Exception cause) {
        Settlement settlement = retries.settlementOf(fault, item.attempts());
        LOG.warnf(
                "item attempt failed job=%d item=%d package=%s attempt=%d code=%s outcome=%s error=%s",
                held.lease().jobId(),
                item.id(),
                item.stored(),
                item.attempts(),
                fault.code(),
                settlement.status().wireName(),
                fault.message());
        if (fault.code().equals(ErrorClassifier.INTERNAL_ERROR)) {
            LOG.errorf(
                    cause,
                    "item attempt met a defect job=%d item=%d",
                    held.lease().jobId(),
                    item.id());
        }
        // What is wrong with a package is recorded together with the failure.
        CatalogChange toRecord = cause instanceof PackageDamagedException damaged ? damaged.finding() : null;
        return new Attempt(settlement, toRecord, fault, true, null);
    }
}
