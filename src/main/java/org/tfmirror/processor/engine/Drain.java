package org.tfmirror.processor.engine;

import java.sql.SQLException;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.ingest.StopSignal.Reason;
import org.tfmirror.processor.work.JobWorker;
import org.tfmirror.provider.DurationText;

/** Ends the work of all slots, once nothing is claimed any more. */
final class Drain {

    private static final Logger LOG = Logger.getLogger(Drain.class);

    private final WorkerSlots slots;
    private final ReplicaLeases leases;
    private final JobWorker worker;

    Drain(WorkerSlots slots, ReplicaLeases leases, JobWorker worker) {
        this.slots = slots;
        this.leases = leases;
        this.worker = worker;
    }

    /**
     * Lets items in flight finish, interrupts those that take longer, and gives their jobs back without counting the
     * attempt.
     *
     * @param limit for items in flight
     * @param lastWrites for workers that were told to stop
     */
    void run(Duration limit, Duration lastWrites) throws InterruptedException {
        slots.held().forEach(HeldLease::endAfterItem);
        LOG.infof("draining jobs=%d limit=%s", slots.held().size(), DurationText.of(limit));
        if (!slots.awaitAllFree(limit)) {
            slots.held().forEach(held -> held.signal().stop(Reason.SHUTDOWN));
            if (!slots.awaitAllFree(lastWrites)) {
                worker.giveUpWrites();
                slots.held().forEach(this::giveBack);
            }
        }
    }

    private void giveBack(HeldLease held) {
        try {
            leases.giveBack(held.lease());
        } catch (SQLException e) {
            LOG.errorf(
                    "could not give back a job, its lease runs out job=%d error=%s",
                    held.lease().jobId(), e.getMessage());
        }
    }
}
