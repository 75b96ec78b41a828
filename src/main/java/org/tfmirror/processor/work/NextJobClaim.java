package org.tfmirror.processor.work;

import org.jspecify.annotations.Nullable;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.queue.JobQueue.Claimant;

/** Decides whether a worker may take another job when its own has ended. */
public interface NextJobClaim {

    /** A job that was claimed together with the end of another; {@code sentAtNanos} is before the claim was sent. */
    record NextJob(ClaimedJob job, long sentAtNanos) {}

    /** The claimant of the next job; null where none is to be claimed. */
    @Nullable
    Claimant claimant();

    /** The monotonic clock by which leases are reckoned, in nanoseconds. */
    long nanoTime();
}
