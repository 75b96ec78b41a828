package org.tfmirror.processor.work;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.ItemOutcome;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.ingest.Progress;
import org.tfmirror.processor.ingest.StopSignal.Reason;
import org.tfmirror.processor.ingest.StoppedException;
import org.tfmirror.processor.work.ItemError.Persistence;
import org.tfmirror.processor.work.ItemSettler.Place;
import org.tfmirror.processor.work.ItemSettler.Settled;

/** Runs one claimed job: its due items in order, each settled as it ends, until none is due or a signal stops it. */
public final class JobWorker {

    private static final Logger LOG = Logger.getLogger(JobWorker.class);

    private final JobQueue queue;
    private final ItemRunner runner;
    private final WriteRetry writeRetry;
    private final ProcessorListener listener;
    private final ItemSettler settler;
    private final JobGiveBack giveBack;

    public JobWorker(
            JobQueue queue,
            ItemRunner runner,
            ItemResultWriter results,
            WriteRetry writeRetry,
            ProcessorListener listener) {
        this.queue = queue;
        this.runner = runner;
        this.writeRetry = writeRetry;
        this.listener = listener;
        this.settler = new ItemSettler(runner, results, writeRetry, listener);
        this.giveBack = new JobGiveBack(queue, writeRetry, listener);
    }

    /** At the end of a shutdown: no worker waits for the database any longer. */
    public void giveUpWrites() {
        writeRetry.giveUp();
    }

    /** Runs the job to its end or to where it has to wait. Returns normally even where items fail. */
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
                    giveBack.giveBack(held);
                    return new RunResult.StoreOutage(attempt.fault());
                }
                QueuedItem following = held.endsAfterItem() ? null : next.poll();
                Place place = new Place(following, following == null && next.isEmpty() && !waiting);
                Settled settled = settler.settle(held, item, attempt, place, nextJobClaim);
                if (!settled.held()) {
                    throw new StoppedException(Reason.LEASE_LOST);
                }
                if (settled.jobEnded()) {
                    return new RunResult.Done(settled.nextJob());
                }
                waiting = waiting || settled.waits();
                item = settled.started(following).orElse(null);
            }
            giveBack.giveBack(held);
            return new RunResult.Done(null);
        } catch (StoppedException e) {
            return stopped(held, item, e.reason());
        }
    }

    private RunResult stopped(HeldLease held, @Nullable QueuedItem item, Reason reason) {
        boolean lost =
                held.signal().reason() == Reason.LEASE_LOST || !giveBack.tryOnce(held) && reason == Reason.LEASE_LOST;
        if (lost) {
            LOG.warnf(
                    "lease lost job=%d epoch=%d",
                    held.lease().jobId(), held.lease().epoch());
            listener.leaseLost(held.lease());
        }
        if (item != null) {
            listener.itemEnded(held.lease(), item, new ItemOutcome.Stopped());
        }
        return new RunResult.Stopped();
    }

    private Progress progressOf(QueuedItem item, HeldLease held) {
        return new ThrottledProgress(
                (bytes, expected) -> queue.progress(held.lease(), item, bytes, expected),
                bytes -> listener.received(held.lease(), bytes),
                System::nanoTime);
    }
}
