package org.tfmirror.processor.engine;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.ingest.StopSignal.Reason;
import org.tfmirror.processor.work.JobWorker;
import org.tfmirror.provider.DurationText;

/** Ends the work of all slots after claiming has stopped. */
final class Drain {

    private static final Logger LOG = Logger.getLogger(Drain.class);

    private final WorkerSlots slots;
    private final ReplicaLeases leases;
    private final JobWorker worker;
    private final UnheldJobs unheld;

    Drain(WorkerSlots slots, ReplicaLeases leases, JobWorker worker, UnheldJobs unheld) {
        this.slots = slots;
        this.leases = leases;
        this.worker = worker;
        this.unheld = unheld;
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
        giveBackUnheld(lastWrites);
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

    /** Jobs that were fenced while the database was away; a database that does not answer must not hold up the end. */
    private void giveBackUnheld(Duration limit) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        try {
            slots.execute(() -> {
                try {
                    unheld.giveBackAll();
                } catch (SQLException e) {
                    LOG.warnf("could not give back jobs, their leases run out error=%s", e.getMessage());
                } finally {
                    done.countDown();
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.warn("the worker pool is full, jobs that no worker holds are left to their leases");
            return;
        }
        if (!done.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            LOG.warn("the database does not answer, jobs that no worker holds are left to their leases");
        }
    }
}
