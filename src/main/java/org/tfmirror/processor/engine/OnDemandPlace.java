package org.tfmirror.processor.engine;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.tfmirror.demand.DemandWorkers;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.queue.JobQueue.Claimant;
import org.tfmirror.processor.engine.JobSlots.Kind;
import org.tfmirror.processor.work.RunResult;

/** A slot that is reserved for a job about to be made on demand. */
final class OnDemandPlace implements DemandWorkers.Place {

    private final ReplicaLeases leases;
    private final WorkerSlots slots;
    private final JobRunner runner;
    private final Consumer<RunResult> ended;
    /** Before the job can have been made. */
    private final long reservedAt;

    private final AtomicBoolean used = new AtomicBoolean();

    private OnDemandPlace(ReplicaLeases leases, WorkerSlots slots, JobRunner runner, Consumer<RunResult> ended) {
        this.leases = leases;
        this.slots = slots;
        this.runner = runner;
        this.ended = ended;
        this.reservedAt = leases.nanoTime();
    }

    /**
     * Reserves a slot; empty where none is free.
     *
     * @param ended told how the run ends
     */
    static Optional<DemandWorkers.Place> reserve(
            ReplicaLeases leases, WorkerSlots slots, JobRunner runner, Consumer<RunResult> ended) {
        return slots.reserveOnDemand()
                ? Optional.of(new OnDemandPlace(leases, slots, runner, ended))
                : Optional.empty();
    }

    @Override
    public Claimant claimant() {
        return leases.claimant();
    }

    @Override
    public void start(ClaimedJob job) {
        if (used.compareAndSet(false, true)) {
            runner.start(job, reservedAt, Kind.ON_DEMAND, ended);
            slots.endReservation();
        }
    }

    @Override
    public void close() {
        if (used.compareAndSet(false, true)) {
            slots.endReservation();
        }
    }
}
