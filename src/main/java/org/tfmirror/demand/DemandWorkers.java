package org.tfmirror.demand;

import java.util.Optional;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.queue.JobQueue.Claimant;

/** This replica's worker slots for jobs made on demand. Thread-safe. */
public interface DemandWorkers {

    /** A free slot for a job that is about to be made; empty where there is none, or this replica claims nothing. */
    Optional<Place> reserve();

    /** A slot that is kept free. Closing it gives it back, unless a job was started in it. */
    interface Place extends AutoCloseable {

        /** Under whose name the job is to be made, and for how long. */
        Claimant claimant();

        /** Runs the job, which was made and claimed under that name and is committed. */
        void start(ClaimedJob job);

        @Override
        void close();
    }
}
