package org.tfmirror.processor.engine;

import java.sql.SQLException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.queue.JobQueue.Claimant;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.work.NextJobClaim;
import org.tfmirror.processor.work.NextJobClaim.NextJob;

/** Puts claimed jobs into slots. A job that gets none is given back, and its attempt does not count. Thread-safe. */
final class JobSlots {

    private static final Logger LOG = Logger.getLogger(JobSlots.class);

    private final ReplicaLeases leases;
    private final WorkerSlots slots;
    private final ClaimSwitch claims;
    private volatile boolean backlog;

    JobSlots(ReplicaLeases leases, WorkerSlots slots, ClaimSwitch claims) {
        this.leases = leases;
        this.slots = slots;
        this.claims = claims;
    }

    /** Which slots a job takes. */
    enum Kind {
        /** Those for all jobs. */
        ANY,
        /** Those for what clients wait for. */
        ON_DEMAND
    }

    /** A job in its slot, and its lease. */
    record Running(ClaimedJob job, HeldLease held, Kind kind) {}

    /**
     * Puts a job into a free slot.
     *
     * @param sentAtNanos just before its claim was sent
     * @return null where a drain has begun
     */
    @Nullable
    Running take(ClaimedJob job, long sentAtNanos, Kind kind) {
        HeldLease held = new HeldLease(job.lease(), sentAtNanos);
        switch (kind) {
            case ANY -> slots.take(held, leases.now());
            case ON_DEMAND -> slots.takeOnDemand(held, leases.now());
        }
        return begin(new Running(job, held, kind));
    }

    /**
     * Gives the slot of a job that ended to the next one.
     *
     * @return null where a drain has begun
     */
    @Nullable
    Running pass(Running ended, NextJob next) {
        HeldLease held = new HeldLease(next.job().lease(), next.sentAtNanos());
        slots.pass(ended.held(), held, leases.now());
        return begin(new Running(next.job(), held, Kind.ANY));
    }

    void release(Running ended) {
        slots.release(ended.held());
    }

    /** @param backlog whether the last poll found a job for each free slot, so that there may be more */
    void setBacklog(boolean backlog) {
        this.backlog = backlog;
    }

    /** The claim of a next job for a slot. A slot for what clients wait for is free as soon as its job ends. */
    NextJobClaim nextJobClaim(Kind kind) {
        return switch (kind) {
            case ANY -> new SlotClaim(() -> backlog && claims.allows());
            case ON_DEMAND -> new SlotClaim(() -> false);
        };
    }

    /** Claims a next job only where more jobs wait than there are slots: otherwise most such claims would find none. */
    private final class SlotClaim implements NextJobClaim {

        private final BooleanSupplier mayFind;

        SlotClaim(BooleanSupplier mayFind) {
            this.mayFind = mayFind;
        }

        @Override
        public @Nullable Claimant claimant() {
            return mayFind.getAsBoolean() ? leases.claimant() : null;
        }

        @Override
        public long nanoTime() {
            return leases.nanoTime();
        }
    }

    /** Runs a job on a worker thread. */
    void execute(Running running, Runnable run) {
        try {
            slots.execute(run);
        } catch (RejectedExecutionException e) {
            LOG.errorf(
                    "no worker thread takes the job, it is given back job=%d",
                    running.held().lease().jobId());
            giveBack(running);
        }
    }

    /** Called after the job has a slot: either a drain finds it there, or this finds that the drain has begun. */
    private @Nullable Running begin(Running running) {
        if (!claims.isOn()) {
            giveBack(running);
            return null;
        }
        LOG.infof(
                "job started job=%d epoch=%d",
                running.held().lease().jobId(), running.held().lease().epoch());
        return running;
    }

    /** Otherwise the lease would run out, and the attempt would count. */
    private void giveBack(Running running) {
        try {
            leases.giveBack(running.held().lease());
        } catch (SQLException e) {
            LOG.warnf(
                    "could not give back job=%d error=%s",
                    running.held().lease().jobId(), e.getMessage());
        }
        slots.release(running.held());
    }
}
