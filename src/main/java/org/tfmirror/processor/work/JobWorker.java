package org.tfmirror.processor.work;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.ItemOutcome;
import org.tfmirror.job.JobStatus;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.job.queue.JobQueue.Claimant;
import org.tfmirror.job.queue.JobQueue.GivenBack;
import org.tfmirror.job.queue.JobQueue.SettleResult;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.ingest.Progress;
import org.tfmirror.processor.ingest.StopSignal.Reason;
import org.tfmirror.processor.ingest.StoppedException;
import org.tfmirror.processor.work.ItemError.Persistence;

/** Runs one claimed job: its due items in order, each settled as it ends, until none is due or a signal stops it. */
public final class JobWorker {

    private static final Logger LOG = Logger.getLogger(JobWorker.class);

    private final JobQueue queue;
    private final ItemRunner runner;
    private final ItemResultWriter results;
    private final WriteRetry writeRetry;
    private final ProcessorListener listener;

    public JobWorker(
            JobQueue queue,
            ItemRunner runner,
            ItemResultWriter results,
            WriteRetry writeRetry,
            ProcessorListener listener) {
        this.queue = queue;
        this.runner = runner;
        this.results = results;
        this.writeRetry = writeRetry;
        this.listener = listener;
    }

    /** At the end of a shutdown: no worker waits for the database any longer. */
    public void giveUpWrites() {
        writeRetry.giveUp();
    }

    /** A job that was claimed together with the end of another; {@code sentAtNanos} is before the claim was sent. */
    public record NextJob(ClaimedJob job, long sentAtNanos) {}

    /** Whether a worker may go on with another job when its own has ended. */
    public interface NextJobClaim {
        /** For whom the other is to be claimed; null where none is. */
        @Nullable
        Claimant claimant();

        /** The monotonic clock by which leases are reckoned, in nanoseconds. */
        long nanoTime();
    }

    /** Runs the job to its end or to where it has to wait. Returns normally whatever happens to the items. */
    public RunResult run(ClaimedJob job, HeldLease held, NextJobClaim nextJobClaim) {
        Deque<QueuedItem> next = new ArrayDeque<>(job.next());
        QueuedItem item = job.started();
        boolean waiting = job.waiting();
        try {
            while (item != null) {
                listener.itemStarted(held.lease(), item);
                Attempt attempt = runner.attempt(job.kind(), item, held, progressOf(item, held));
                if (attempt.fault() != null && attempt.fault().persistence() == Persistence.STORE_OUTAGE) {
                    listener.itemEnded(held.lease(), item, RetryPolicy.postponed(attempt.fault()));
                    item = null;
                    giveBack(held);
                    return new RunResult.StoreOutage(attempt.fault());
                }
                QueuedItem following = held.endsAfterItem() ? null : next.poll();
                Ended ended = settle(
                        held, item, attempt, following, following == null && next.isEmpty() && !waiting, nextJobClaim);
                if (!ended.result.held()) {
                    throw new StoppedException(Reason.LEASE_LOST);
                }
                if (ended.job) {
                    return new RunResult.Done(ended.nextJob());
                }
                waiting = waiting || ended.waits;
                item = ended.result.started(following).orElse(null);
            }
            giveBack(held);
            return new RunResult.Done(null);
        } catch (StoppedException e) {
            boolean lost =
                    held.signal().reason() == Reason.LEASE_LOST || !givesBack(held) && e.reason() == Reason.LEASE_LOST;
            if (lost) {
                tellLost(held);
            }
            if (item != null) {
                listener.itemEnded(held.lease(), item, new ItemOutcome.Stopped());
            }
            return new RunResult.Stopped();
        }
    }

    /**
     * A settled attempt.
     *
     * @param sentAtNanos just before it was sent
     * @param waits whether the item is to be tried again, or has brought others, which are left to the next claim
     * @param job whether the job ended with it
     */
    private record Ended(long sentAtNanos, SettleResult result, boolean waits, boolean job) {

        @Nullable
        NextJob nextJob() {
            ClaimedJob claimed = result.nextJob();
            return claimed == null ? null : new NextJob(claimed, sentAtNanos);
        }
    }

    /** @param onlyOpen whether every other item of the job has ended: then the job ends, unless this one is to wait */
    private Ended settle(
            HeldLease held,
            QueuedItem item,
            Attempt attempt,
            @Nullable QueuedItem following,
            boolean onlyOpen,
            NextJobClaim nextJobClaim)
            throws StoppedException {
        boolean waits = attempt.outcome() instanceof ItemOutcome.Retry || attempt.adds();
        boolean last = onlyOpen && !waits;
        Claimant claimant = last && !held.endsAfterItem() ? nextJobClaim.claimant() : null;
        Ended ended;
        try {
            ended = writeRetry.run(
                    held,
                    () -> new Ended(
                            nextJobClaim.nanoTime(),
                            results.settle(held, item, attempt, following, last, claimant),
                            waits,
                            last));
        } catch (NotRecordedException e) {
            Attempt again = runner.failed(item, held, ErrorClassifier.classify(e.reason()), e.reason());
            return settle(held, item, again, following, onlyOpen, nextJobClaim);
        }
        JobStatus status = ended.result.jobStatus();
        if (status != null) {
            listener.itemEnded(held.lease(), item, attempt.outcome());
            tellIfEnded(held, status);
        }
        return ended;
    }

    private Progress progressOf(QueuedItem item, HeldLease held) {
        return new ThrottledProgress(
                (bytes, expected) -> queue.progress(held.lease(), item, bytes, expected),
                bytes -> listener.received(held.lease(), bytes),
                System::nanoTime);
    }

    private void giveBack(HeldLease held) throws StoppedException {
        writeRetry.run(held, () -> queue.giveBack(held.lease())).ifPresent(job -> tell(held, job));
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

    private void tellLost(HeldLease held) {
        LOG.warnf(
                "lease lost job=%d epoch=%d", held.lease().jobId(), held.lease().epoch());
        listener.leaseLost(held.lease());
    }

    /**
     * For a worker told to stop: one try, for the drain or the rescue does it otherwise.
     *
     * @return false where the job was no longer ours, or could not be given back
     */
    private boolean givesBack(HeldLease held) {
        try {
            Optional<GivenBack> given = queue.giveBack(held.lease());
            given.ifPresent(job -> tell(held, job));
            return given.isPresent();
        } catch (SQLException e) {
            LOG.warnf("could not give back job=%d error=%s", held.lease().jobId(), e.getMessage());
            return false;
        }
    }
}
