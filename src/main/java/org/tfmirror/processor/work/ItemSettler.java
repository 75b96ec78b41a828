package org.tfmirror.processor.work;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.ItemOutcome;
import org.tfmirror.job.JobStatus;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.job.queue.JobQueue.Claimant;
import org.tfmirror.job.queue.JobQueue.SettleResult;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.ingest.StoppedException;
import org.tfmirror.processor.work.NextJobClaim.NextJob;

/** Settles attempts: writes their outcomes until the database takes them, and tells the listener. */
final class ItemSettler {

    private final ItemRunner runner;
    private final ItemResultWriter results;
    private final WriteRetry writeRetry;
    private final ProcessorListener listener;

    ItemSettler(ItemRunner runner, ItemResultWriter results, WriteRetry writeRetry, ProcessorListener listener) {
        this.runner = runner;
        this.results = results;
        this.writeRetry = writeRetry;
        this.listener = listener;
    }

    /**
     * The item's place among the items of its job.
     *
     * @param following the item that starts as this one ends; null where none does
     * @param onlyOpen whether every other item of the job has ended: then the job ends, unless this one is to wait
     */
    record Place(@Nullable QueuedItem following, boolean onlyOpen) {}

    /**
     * A settled attempt.
     *
     * @param sentAtNanos just before it was sent
     * @param waits whether the item is to be tried again, or has brought others, which are left to the next claim
     * @param jobEnded whether the job ended with it
     */
    record Settled(long sentAtNanos, SettleResult result, boolean waits, boolean jobEnded) {

        /** False where the lease was lost, and nothing was written. */
        boolean held() {
            return result.held();
        }

        /** The item that started as this one ended, if it is the one that was to follow. */
        Optional<QueuedItem> started(@Nullable QueuedItem following) {
            return result.started(following);
        }

        @Nullable
        NextJob nextJob() {
            ClaimedJob claimed = result.nextJob();
            return claimed == null ? null : new NextJob(claimed, sentAtNanos);
        }
    }

    /** A result that cannot be recorded is settled as a failure instead. */
    Settled settle(HeldLease held, QueuedItem item, Attempt attempt, Place place, NextJobClaim nextJobClaim)
            throws StoppedException {
        boolean waits = attempt.outcome() instanceof ItemOutcome.Retry || attempt.adds();
        boolean last = place.onlyOpen() && !waits;
        Claimant claimant = last && !held.endsAfterItem() ? nextJobClaim.claimant() : null;
        Settled settled;
        try {
            settled = writeRetry.run(
                    held,
                    () -> new Settled(
                            nextJobClaim.nanoTime(),
                            results.settle(held, item, attempt, place.following(), last, claimant),
                            waits,
                            last));
        } catch (NotRecordedException e) {
            Attempt failed = runner.failed(item, held, ErrorClassifier.classify(e.reason()), e.reason());
            return settle(held, item, failed, place, nextJobClaim);
        }
        tell(held, item, attempt, settled.result().jobStatus());
        return settled;
    }

    private void tell(HeldLease held, QueuedItem item, Attempt attempt, @Nullable JobStatus job) {
        if (job == null) {
            return;
        }
        listener.itemEnded(held.lease(), item, attempt.outcome());
        if (job.isTerminal()) {
            listener.jobEnded(held.lease(), job);
        }
    }
}
