package org.tfmirror.processor.engine;

import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.Lease;
import org.tfmirror.processor.engine.JobSlots.Kind;
import org.tfmirror.processor.engine.JobSlots.Running;
import org.tfmirror.processor.work.JobWorker;
import org.tfmirror.processor.work.NextJobClaim.NextJob;
import org.tfmirror.processor.work.ProcessorListener;
import org.tfmirror.processor.work.RunResult;

/** Runs a job on a worker thread, and then each next job that is claimed as the one before ends, in the same slot. */
final class JobRunner {

    private static final Logger LOG = Logger.getLogger(JobRunner.class);

    private final JobSlots slots;
    private final JobWorker worker;
    private final ClaimSwitch claims;
    private final UnheldJobs unheld;
    private final ProcessorListener listener;

    JobRunner(JobSlots slots, JobWorker worker, ClaimSwitch claims, UnheldJobs unheld, ProcessorListener listener) {
        this.slots = slots;
        this.worker = worker;
        this.claims = claims;
        this.unheld = unheld;
        this.listener = listener;
    }

    /**
     * Starts a claimed job; in a drain it is given back.
     *
     * @param sentAtNanos just before its claim was sent
     * @param ended told how the last run in the slot ends, after the slot is free
     */
    void start(ClaimedJob job, long sentAtNanos, Kind kind, Consumer<RunResult> ended) {
        Running running = slots.take(job, sentAtNanos, kind);
        if (running != null) {
            slots.execute(running, () -> run(running, ended));
        }
    }

    private void run(Running first, Consumer<RunResult> ended) {
        Running running = first;
        while (running != null) {
            running = runOne(running, ended);
        }
    }

    /** Returns the next job in the slot; null where the slot is free. */
    private @Nullable Running runOne(Running running, Consumer<RunResult> ended) {
        Lease lease = running.held().lease();
        RunResult result = new RunResult.Stopped();
        Running next = null;
        listener.runStarted(lease);
        try {
            result = worker.run(running.job(), running.held(), slots.nextJobClaim(running.kind()));
        } catch (RuntimeException | Error e) {
            // The lease runs out: it is unknown whether the worker has written its result.
            unheld.leaveToRescue(lease);
            LOG.errorf(e, "worker failed unexpectedly, the lease runs out job=%d", lease.jobId());
        } finally {
            next = freeOrPass(running, result);
            listener.runEnded(lease, result);
        }
        if (result instanceof RunResult.StoreOutage stopped) {
            claims.storeFailed(stopped.fault());
        }
        if (next == null) {
            ended.accept(result);
        }
        return next;
    }

    /** Frees the slot, or gives it to the next job. */
    private @Nullable Running freeOrPass(Running ended, RunResult result) {
        NextJob next = result instanceof RunResult.Done done ? done.nextJob() : null;
        if (next != null) {
            return slots.pass(ended, next);
        }
        slots.release(ended);
        return null;
    }
}
