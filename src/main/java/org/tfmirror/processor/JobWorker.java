package org.tfmirror.processor;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.Catalog;
import org.tfmirror.catalog.CatalogChange;
import org.tfmirror.catalog.ConflictingPackageException;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.DownloadClaims;
import org.tfmirror.job.JobAdditions;
import org.tfmirror.job.JobKind;
import org.tfmirror.job.JobQueue;
import org.tfmirror.job.JobQueue.GivenBack;
import org.tfmirror.job.JobQueue.Settled;
import org.tfmirror.job.JobStatus;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.job.Settlement;
import org.tfmirror.job.TooManyItemsException;
import org.tfmirror.processor.Fault.Persistence;
import org.tfmirror.processor.ItemPipeline.Mirrored;
import org.tfmirror.processor.SelectionExpander.Expansion;
import org.tfmirror.processor.StopSignal.Reason;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.PackageSelection;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.StorageException;

/** Runs one claimed job: its due items in order, each settled as it ends, until none is due or it is told to stop. */
final class JobWorker {

    private static final Logger LOG = Logger.getLogger(JobWorker.class);

    private final JobQueue queue;
    private final JobAdditions additions;
    private final Catalog catalog;
    private final DownloadClaims downloads;
    private final ObjectStore store;
    private final Pipelines pipelines;
    private final SelectionExpander expander;
    private final RetryPolicy retries;
    private final Persistently persistently;
    private final ProcessorListener listener;

    JobWorker(Records records, Pipelines pipelines, SelectionExpander expander, Conduct conduct) {
        this.queue = records.queue();
        this.additions = records.additions();
        this.catalog = records.catalog();
        this.downloads = records.downloads();
        this.store = records.store();
        this.pipelines = pipelines;
        this.expander = expander;
        this.retries = conduct.retries();
        this.persistently = conduct.persistently();
        this.listener = conduct.listener();
    }

    /** What a worker does about what happens, and whom it tells. */
    record Conduct(RetryPolicy retries, Persistently persistently, ProcessorListener listener) {}

    /** Where a worker writes; the store only to ask whether it is there at all. */
    record Records(
            JobQueue queue, JobAdditions additions, Catalog catalog, DownloadClaims downloads, ObjectStore store) {}

    /** What does the work of each kind of job. */
    interface Pipelines {
        ItemPipeline of(JobKind kind);
    }

    /** How a run ended, for whoever claims next. */
    sealed interface Ending {
        /** All that was due is settled; a job with items that wait, or that a constraint brought, is back in the queue. */
        record Done() implements Ending {}

        /** Told to stop. */
        record Stopped() implements Ending {}

        /** The store refuses us or is gone: no job is to be claimed until it does not. */
        record Standstill(Fault fault) implements Ending {}

        /** The name in metrics and traces. */
        default String wireName() {
            if (this instanceof Done) {
                return "done";
            }
            return this instanceof Stopped ? "stopped" : "standstill";
        }
    }

    /** Runs the job to its end or to where it has to wait. Returns normally whatever happens to the items. */
    Ending run(ClaimedJob job, HeldLease held) {
        Deque<QueuedItem> next = new ArrayDeque<>(job.next());
        QueuedItem item = job.started();
        ItemPipeline pipeline = pipelines.of(job.kind());
        boolean waiting = job.waiting();
        try {
            while (item != null) {
                listener.itemStarted(held.lease(), item);
                Attempt attempt = attempt(pipeline, item, held);
                if (attempt.fault != null && attempt.fault.persistence() == Persistence.STANDSTILL) {
                    listener.itemEnded(held.lease(), item, ItemEnding.postponed(attempt.fault.code()));
                    item = null;
                    giveBack(held);
                    return new Ending.Standstill(attempt.fault);
                }
                QueuedItem following = held.endsAfterItem() ? null : next.poll();
                Ended ended = settle(held, item, attempt, following, following == null && next.isEmpty() && !waiting);
                if (!ended.settled.held()) {
                    throw new StoppedException(Reason.LEASE_LOST);
                }
                if (ended.job) {
                    return new Ending.Done();
                }
                waiting = waiting || ended.waits;
                item = ended.settled.started(following).orElse(null);
            }
            giveBack(held);
            return new Ending.Done();
        } catch (StoppedException e) {
            if (held.signal().reason() != Reason.LEASE_LOST) {
                giveBackQuietly(held);
            }
            if (item != null) {
                listener.itemEnded(held.lease(), item, ItemEnding.stopped());
            }
            return new Ending.Stopped();
        }
    }

    /**
     * What one attempt came to: a settlement, with what is to be recorded, the fault behind it, and packages to add. A
     * fault may come with packages to add: a constraint that could be expanded for some of its platforms only.
     */
    private record Attempt(
            Settlement settlement,
            @Nullable CatalogChange toRecord,
            @Nullable Fault fault,
            boolean claimed,
            List<PackageId> toAdd) {}

    private Attempt attempt(ItemPipeline pipeline, QueuedItem item, HeldLease held) throws StoppedException {
        try {
            return held.signal().interruptibly(() -> tried(pipeline, item, held));
        } catch (StoppedException e) {
            throw e;
        } catch (Exception e) {
            // Aborting makes blocked calls fail in their own ways: it is the stop that counts, not how it was felt.
            held.signal().check();
            return failed(item, held, judged(FaultClassifier.classify(e)), e);
        }
    }

    private Attempt tried(ItemPipeline pipeline, QueuedItem item, HeldLease held) throws Exception {
        return item.wanted() instanceof PackageSelection selection
                ? expand(item, selection, held)
                : mirror(pipeline, item, (PackageId) item.wanted(), held);
    }

    private Attempt mirror(ItemPipeline pipeline, QueuedItem item, PackageId id, HeldLease held) throws Exception {
        Mirrored mirrored = pipeline.mirror(id, held, progressOf(item, held));
        LOG.infof(
                "item completed job=%d item=%d package=%s bytes=%d",
                held.lease().jobId(), item.id(), id, mirrored.sizeBytes());
        return new Attempt(
                new Settlement.Completed(mirrored.sizeBytes()),
                mirrored.toRecord(),
                null,
                mirrored.claimed(),
                List.of());
    }

    private Attempt expand(QueuedItem item, PackageSelection selection, HeldLease held) throws Exception {
        Expansion expansion = expander.expand(selection);
        LOG.infof(
                "constraint expanded job=%d item=%d constraint=%s packages=%d",
                held.lease().jobId(), item.id(), selection, expansion.packages().size());
        if (expansion.missing() == null) {
            return new Attempt(new Settlement.Completed(0), null, null, false, expansion.packages());
        }
        Attempt failed = failed(item, held, FaultClassifier.classify(expansion.missing()), expansion.missing());
        return new Attempt(failed.settlement, null, failed.fault, false, expansion.packages());
    }

    /** One request that fails is the item's bad luck; a store that is gone altogether is not, and costs no attempt. */
    private Fault judged(Fault fault) {
        if (!fault.code().equals(FaultClassifier.STORAGE_UNAVAILABLE)) {
            return fault;
        }
        try {
            store.check();
            return fault;
        } catch (StorageException e) {
            return new Fault(e.code(), Persistence.STANDSTILL, fault.message(), null);
        }
    }

    private Progress progressOf(QueuedItem item, HeldLease held) {
        return new ProgressNote(
                (bytes, expected) -> queue.progress(held.lease(), item, bytes, expected),
                bytes -> listener.received(held.lease(), bytes),
                System::nanoTime);
    }

    private Attempt failed(QueuedItem item, HeldLease held, Fault fault, Exception cause) {
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
        if (fault.code().equals(FaultClassifier.INTERNAL_ERROR)) {
            LOG.errorf(
                    cause,
                    "item attempt met a defect job=%d item=%d",
                    held.lease().jobId(),
                    item.id());
        }
        // What is wrong with a package is recorded together with the failure.
        CatalogChange toRecord = cause instanceof PackageDamagedException damaged ? damaged.finding() : null;
        return new Attempt(settlement, toRecord, fault, true, List.of());
    }

    /**
     * How an attempt really ended.
     *
     * @param waits whether the item is to be tried again, or has brought others, which are left to the next claim
     * @param job whether the job ended with it
     */
    private record Ended(Settled settled, boolean waits, boolean job) {}

    /** @param onlyOpen whether every other item of the job has ended: then the job ends, unless this one is to wait */
    private Ended settle(
            HeldLease held, QueuedItem item, Attempt attempt, @Nullable QueuedItem following, boolean onlyOpen)
            throws StoppedException {
        boolean waits = attempt.settlement instanceof Settlement.Retry || !attempt.toAdd.isEmpty();
        boolean last = onlyOpen && !waits;
        Settled settled;
        try {
            settled = persistently.run(held, () -> settled(held, item, attempt, following, last));
        } catch (NotRecordedException e) {
            Attempt again = failed(item, held, FaultClassifier.classify(e.reason()), e.reason());
            return settle(held, item, again, following, onlyOpen);
        }
        if (settled.jobStatus() != null) {
            listener.itemEnded(held.lease(), item, ItemEnding.of(attempt.settlement));
            tellIfEnded(held, settled.jobStatus());
        }
        return new Ended(settled, waits, last);
    }

    /**
     * The record, the completion and the end of the claim are one transaction: whoever waited for the claim finds the
     * package in the catalog as it is.
     */
    private Settled settled(
            HeldLease held, QueuedItem item, Attempt attempt, @Nullable QueuedItem following, boolean last)
            throws SQLException, NotRecordedException {
        if (!attempt.toAdd.isEmpty()) {
            return queue.settle(
                    held.lease(),
                    item,
                    attempt.settlement,
                    following,
                    last,
                    connection -> add(connection, held, attempt.toAdd));
        }
        if (!attempt.claimed) {
            return queue.settle(held.lease(), item, attempt.settlement, following, last);
        }
        return queue.settle(
                held.lease(),
                item,
                attempt.settlement,
                following,
                last,
                connection -> letGo(connection, held, attempt.toRecord));
    }

    /**
     * Ends the claim and writes what was found out under it. Without the claim nothing is written: another job, or a
     * removal, may have changed the object since. The claim's row comes first, as in a removal, so that the two cannot
     * wait for each other.
     */
    private void letGo(Connection connection, HeldLease held, @Nullable CatalogChange toRecord)
            throws SQLException, NotRecordedException {
        boolean claimed = downloads.release(connection, held.lease());
        if (toRecord == null) {
            return;
        }
        if (!claimed) {
            throw new NotRecordedException(new DownloadElsewhereException(toRecord.id()));
        }
        try {
            catalog.write(connection, toRecord);
        } catch (ConflictingPackageException e) {
            throw new NotRecordedException(e);
        }
    }

    /** The constraint's end and its packages' beginning are one: no moment in which neither is there, nor both. */
    private void add(Connection connection, HeldLease held, List<PackageId> packages)
            throws SQLException, NotRecordedException {
        try {
            additions.add(connection, held.lease(), packages);
        } catch (TooManyItemsException e) {
            throw new NotRecordedException(e);
        }
    }

    private void giveBack(HeldLease held) throws StoppedException {
        persistently.run(held, () -> queue.giveBack(held.lease())).ifPresent(job -> tell(held, job));
    }

    private void tell(HeldLease held, GivenBack job) {
        listener.itemsEnded(0, job.cancelledItems());
        tellIfEnded(held, job.status());
    }

    private void tellIfEnded(HeldLease held, JobStatus job) {
        if (job.isTerminal()) {
            listener.jobEnded(held.lease(), job);
        }
    }

    /** For a worker told to stop: one try, for the drain or the rescue does it otherwise. */
    private void giveBackQuietly(HeldLease held) {
        try {
            queue.giveBack(held.lease()).ifPresent(job -> tell(held, job));
        } catch (SQLException e) {
            LOG.warnf("could not give back job=%d error=%s", held.lease().jobId(), e.getMessage());
        }
    }
}
