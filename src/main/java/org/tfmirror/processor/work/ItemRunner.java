package org.tfmirror.processor.work;

import java.sql.SQLException;
import java.util.List;
import org.jboss.logging.Logger;
import org.tfmirror.catalog.CatalogChange;
import org.tfmirror.job.ItemOutcome;
import org.tfmirror.job.JobKind;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.processor.ingest.EntryCheck;
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
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.StorageException;

/** Runs attempts at items and judges their result. It writes nothing. */
public final class ItemRunner {

    private static final Logger LOG = Logger.getLogger(ItemRunner.class);

    private final Pipelines pipelines;
    private final ConstraintResolver resolver;
    private final ObjectStore store;
    private final RetryPolicy retries;

    /** The process for each kind of job. */
    public interface Pipelines {
        ItemProcess of(JobKind kind);

        /** The versions that the origin lists now and the job may bring. */
        default EntryCheck.Listed list(long jobId, ProviderAddress provider, OriginRegistry origin)
                throws OriginException, SQLException {
            return new EntryCheck.Listed(origin.availableVersions(provider), List.of());
        }
    }

    /** @param store only asked whether it is available */
    public ItemRunner(Pipelines pipelines, ConstraintResolver resolver, ObjectStore store, RetryPolicy retries) {
        this.pipelines = pipelines;
        this.resolver = resolver;
        this.store = store;
        this.retries = retries;
    }

    /**
     * Runs one attempt. A failure is an outcome, too; what stops the worker is not.
     *
     * @throws StoppedException when the work is told to stop
     */
    Attempt attempt(JobKind kind, QueuedItem item, HeldLease held, Progress progress) throws StoppedException {
        try {
            return held.signal().interruptibly(() -> tried(kind, item, held, progress));
        } catch (StoppedException e) {
            throw e;
        } catch (Exception e) {
            // An abort makes blocked calls fail in many ways: the stop counts, not the exception.
            held.signal().check();
            return failed(item, held, judged(ErrorClassifier.classify(e)), e);
        }
    }

    private Attempt tried(JobKind kind, QueuedItem item, HeldLease held, Progress progress) throws Exception {
        return item.wanted() instanceof ConstraintRequest selection
                ? resolve(item, selection, held)
                : process(pipelines.of(kind), item, held, progress);
    }

    private static Attempt process(ItemProcess pipeline, QueuedItem item, HeldLease held, Progress progress)
            throws Exception {
        PackageId id = (PackageId) item.wanted();
        Mirrored mirrored = pipeline.mirror(id, held, progress);
        LOG.infof(
                "item completed job=%d item=%d package=%s bytes=%d",
                held.lease().jobId(), item.id(), id, mirrored.sizeBytes());
        return new Attempt(
                new ItemOutcome.Completed(mirrored.sizeBytes()), mirrored.toRecord(), null, mirrored.claimed(), null);
    }

    private Attempt resolve(QueuedItem item, ConstraintRequest selection, HeldLease held) throws Exception {
        ResolvedPackages resolved = resolver.resolve(
                selection,
                held.signal(),
                (provider, origin) -> pipelines.list(held.lease().jobId(), provider, origin));
        LOG.infof(
                "constraint expanded job=%d item=%d constraint=%s packages=%d",
                held.lease().jobId(), item.id(), selection, resolved.packages().size());
        PlatformNotOffered missing = resolved.fault();
        if (missing == null) {
            return new Attempt(new ItemOutcome.Completed(0), null, null, false, resolved);
        }
        Attempt failed = failed(item, held, ErrorClassifier.classify(missing), missing);
        return new Attempt(failed.outcome(), null, failed.fault(), false, resolved);
    }

    /** A single failed request costs an attempt; a store that is unavailable does not. */
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

    /** The result of an attempt that failed. */
    Attempt failed(QueuedItem item, HeldLease held, ItemError fault, Exception cause) {
        ItemOutcome outcome = retries.outcomeOf(fault, item.attempts());
        LOG.warnf(
                "item attempt failed job=%d item=%d package=%s attempt=%d code=%s outcome=%s error=%s",
                held.lease().jobId(),
                item.id(),
                item.stored(),
                item.attempts(),
                fault.code(),
                outcome.status().wireName(),
                fault.message());
        if (fault.code().equals(ErrorClassifier.INTERNAL_ERROR)) {
            LOG.errorf(
                    cause,
                    "item attempt failed unexpectedly job=%d item=%d",
                    held.lease().jobId(),
                    item.id());
        }
        // The finding about a package is recorded together with the failure.
        CatalogChange toRecord = cause instanceof PackageDamagedException damaged ? damaged.finding() : null;
        return new Attempt(outcome, toRecord, fault, true, null);
    }
}
