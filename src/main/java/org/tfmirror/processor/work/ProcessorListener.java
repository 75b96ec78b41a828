package org.tfmirror.processor.work;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.ItemOutcome;
import org.tfmirror.job.JobStatus;
import org.tfmirror.job.Lease;
import org.tfmirror.job.QueuedItem;

/**
 * Receives the processor's events, for metrics, traces and the log. Called by many threads; what is between
 * {@link #runStarted} and {@link #runEnded} of one lease comes in order and, but for {@link #received}, on the worker's
 * thread. Must be quick.
 */
public interface ProcessorListener {

    /** The database was asked for due jobs; {@code reached} is false where it did not answer. */
    default void polled(Duration took, boolean reached) {}

    /** The leases held could not be renewed. */
    default void heartbeatFailed() {}

    /** A lease was lost: the worker is told to stop and writes nothing more. */
    default void leaseLost(Lease lease) {}

    /** A job was taken from another replica's worker that was lost. */
    default void rescued() {}

    /** Items of a job ended without an attempt of ours: cancelled, or failed with a lost worker. */
    default void itemsEnded(int failed, int cancelled) {}

    /**
     * A job has come to its end by a write of this replica.
     *
     * @param lease of the worker that ended it; null where it ended by a rescue
     */
    default void jobEnded(@Nullable Lease lease, JobStatus status) {}

    /** A worker takes up a job it has claimed. */
    default void runStarted(Lease lease) {}

    /** An attempt at an item begins. */
    default void itemStarted(Lease lease, QueuedItem item) {}

    /** So many bytes more have come from an origin. */
    default void received(Lease lease, long bytes) {}

    /** The attempt has ended, and that is committed; or nothing could be written any more ({@code stopped}). */
    default void itemEnded(Lease lease, QueuedItem item, ItemOutcome outcome) {}

    /** The worker leaves the job, ended or not. */
    default void runEnded(Lease lease, RunResult result) {}
}
