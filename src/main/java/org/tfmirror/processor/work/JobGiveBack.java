package org.tfmirror.processor.work;

import java.sql.SQLException;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.job.queue.JobQueue.GivenBack;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.ingest.StoppedException;

/** Gives a job that has not ended back to the queue. */
final class JobGiveBack {

    private static final Logger LOG = Logger.getLogger(JobGiveBack.class);

    private final JobQueue queue;
    private final WriteRetry writeRetry;
    private final ProcessorListener listener;

    JobGiveBack(JobQueue queue, WriteRetry writeRetry, ProcessorListener listener) {
        this.queue = queue;
        this.writeRetry = writeRetry;
        this.listener = listener;
    }

    /** Tries until it succeeds, or the lease is lost. */
    void giveBack(HeldLease held) throws StoppedException {
        writeRetry.run(held, () -> queue.giveBack(held.lease())).ifPresent(job -> tell(held, job));
    }

    /**
     * For a worker told to stop: one try, for the drain or the rescue does it otherwise.
     *
     * @return false where the job was no longer ours, or could not be given back
     */
    boolean tryOnce(HeldLease held) {
        try {
            Optional<GivenBack> given = queue.giveBack(held.lease());
            given.ifPresent(job -> tell(held, job));
            return given.isPresent();
        } catch (SQLException e) {
            LOG.warnf("could not give back job=%d error=%s", held.lease().jobId(), e.getMessage());
            return false;
        }
    }

    private void tell(HeldLease held, GivenBack job) {
        listener.itemsEnded(0, job.cancelledItems());
        if (job.status().isTerminal()) {
            listener.jobEnded(held.lease(), job.status());
        }
    }
}
