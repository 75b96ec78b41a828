package org.tfmirror.processor.engine;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.demand.DemandWorkers;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.queue.JobQueue.Claimant;
import org.tfmirror.job.queue.JobQueue.Claimed;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.work.ItemError;
import org.tfmirror.processor.work.JobWorker;
import org.tfmirror.processor.work.JobWorker.NextJob;
import org.tfmirror.processor.work.JobWorker.NextJobClaim;
import org.tfmirror.processor.work.ProcessorListener;
import org.tfmirror.processor.work.RunResult;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.StorageException;

/**
 * Claims due jobs for free slots and hands them to the worker pool. Only one poll runs at a time, whether the tick,
 * a submit or a free slot asks for it.
 */
public final class Dispatcher {

    private static final Logger LOG = Logger.getLogger(Dispatcher.class);

    /** The longest time that a poll under way, and then workers told to stop, get to end. */
    private static final Duration LAST_WRITES = Duration.ofSeconds(2);

    private final ReentrantLock polling = new ReentrantLock();
    private final ReplicaLeases leases;
    private final WorkerSlots slots;
    private final JobWorker worker;
    private final ObjectStore store;
    private final ProcessorListener listener;
    private final UnheldJobs unheld;

    private volatile boolean claiming;
    /** Whether the last poll found a job for each free slot, so that there may be more. */
    private volatile boolean backlog;

    private final NextJobClaim nextJobClaim = new SlotNextJobClaim(() -> backlog);
    /** A slot for what clients wait for is free as soon as its job ends. */
    private final NextJobClaim noNextJob = new SlotNextJobClaim(() -> false);

    private volatile @Nullable ItemError storeOutage;
    private volatile @Nullable Poll lastPoll;

    /**
     * The result of a poll.
     *
     * @param reached false where the database does not answer
     * @param nextDueIn when to poll again although nobody asks; null where no job waits, or the database was not asked
     */
    record Look(boolean reached, @Nullable Duration nextDueIn) {}

    /** When the database was asked last, and how long the answer took; {@code error} is null where it answered. */
    public record Poll(Instant at, long millis, @Nullable String error) {}

    /**
     * @param store only asked whether it accepts us again
     * @param listener told of polls and runs
     */
    public Dispatcher(
            ReplicaLeases leases, WorkerSlots slots, JobWorker worker, ObjectStore store, ProcessorListener listener) {
        this.leases = leases;
        this.slots = slots;
        this.worker = worker;
        this.store = store;
        this.listener = listener;
        this.unheld = new UnheldJobs(leases, slots, listener);
    }

    public void startClaiming() {
        claiming = true;
    }

    /**
     * Ends the claiming and waits for a poll under way. One that has no answer by then gives back what it still claims.
     */
    public void stopClaiming(Duration limit) throws InterruptedException {
        claiming = false;
        if (polling.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            polling.unlock();
        } else {
            LOG.warn("the poll under way has no answer, the drain continues without it");
        }
    }

    /** Ends the claiming, and then the work of all slots. */
    public void drain(Duration limit) throws InterruptedException {
        stopClaiming(LAST_WRITES);
        new Drain(slots, leases, worker).run(limit, LAST_WRITES);
        giveBackRest();
    }

    /** Jobs that were fenced while the database was away; a database that does not answer must not hold up the end. */
    private void giveBackRest() throws InterruptedException {
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
        if (!done.await(LAST_WRITES.toNanos(), TimeUnit.NANOSECONDS)) {
            LOG.warn("the database does not answer, jobs that no worker holds are left to their leases");
        }
    }

    /**
     * Claims as many due jobs as there are free slots and starts them.
     *
     * @param ended told how each run ends that was started here, after its slot is free
     */
    public Look poll(Consumer<RunResult> ended) {
        polling.lock();
        try {
            int free = slots.free();
            int freeOnDemand = slots.freeOnDemand();
            if (!claiming || !storeAccepts()) {
                return new Look(true, null);
            }
            Instant at = leases.now();
            long sentAt = leases.nanoTime();
            String error = null;
            Duration nextDueIn = null;
            try {
                if (freeOnDemand > 0) {
                    Claimed claimed = leases.claimOnDemand(freeOnDemand);
                    claimed.jobs().forEach(job -> start(job, sentAt, SlotKind.ON_DEMAND, ended));
                    nextDueIn = claimed.nextDueIn();
                }
                if (free > 0) {
                    Claimed claimed = leases.claim(free);
                    backlog = claimed.jobs().size() == free;
                    claimed.jobs().forEach(job -> start(job, sentAt, SlotKind.ANY, ended));
                    nextDueIn = claimed.nextDueIn();
                }
            } catch (SQLException e) {
                error = String.valueOf(e.getMessage());
                LOG.warnf("poll failed error=%s", error);
            }
            Duration took = Duration.ofNanos(leases.nanoTime() - sentAt);
            lastPoll = new Poll(at, took.toMillis(), error);
            if (free > 0 || freeOnDemand > 0) {
                listener.polled(took, error == null);
            }
            return new Look(error == null, nextDueIn);
        } finally {
            polling.unlock();
        }
    }

    /** Gives back jobs that are ours in the database and that no worker holds. */
    public UnheldJobs.Round giveBackUnheld() throws SQLException {
        return unheld.giveBack();
    }

    @Nullable
    Poll lastPoll() {
        return lastPoll;
    }

    /** Why nothing is claimed although jobs may be due; null while the store is available. */
    @Nullable
    ItemError storeOutage() {
        return storeOutage;
    }

    private boolean storeAccepts() {
        if (storeOutage == null) {
            return true;
        }
        try {
            store.check();
            storeOutage = null;
            LOG.info("the store is available again, claiming continues");
            return true;
        } catch (StorageException e) {
            return false;
        }
    }

    /** Which slots a job takes. */
    private enum SlotKind {
        /** Those for all jobs. */
        ANY,
        /** Those for what clients wait for. */
        ON_DEMAND
    }

    /**
     * A free slot for a job that is about to be made on demand; empty where there is none, or nothing is claimed.
     *
     * @param ended told how the run ends
     */
    public Optional<DemandWorkers.Place> reserve(Consumer<RunResult> ended) {
        if (!claiming || storeOutage != null || !slots.reserveOnDemand()) {
            return Optional.empty();
        }
        return Optional.of(new ReservedPlace(leases.nanoTime(), ended));
    }

    /** The time of the reservation is before the job can have been made. */
    private final class ReservedPlace implements DemandWorkers.Place {

        private final long reservedAt;
        private final Consumer<RunResult> ended;
        private final AtomicBoolean used = new AtomicBoolean();

        ReservedPlace(long reservedAt, Consumer<RunResult> ended) {
            this.reservedAt = reservedAt;
            this.ended = ended;
        }

        @Override
        public Claimant claimant() {
            return leases.claimant();
        }

        @Override
        public void start(ClaimedJob job) {
            if (used.compareAndSet(false, true)) {
                Dispatcher.this.start(job, reservedAt, SlotKind.ON_DEMAND, ended);
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

    private void start(ClaimedJob job, long sentAt, SlotKind kind, Consumer<RunResult> ended) {
        HeldLease held = new HeldLease(job.lease(), sentAt);
        switch (kind) {
            case ANY -> slots.take(held, leases.now());
            case ON_DEMAND -> slots.takeOnDemand(held, leases.now());
        }
        if (!mayBegin(job, held)) {
            return;
        }
        logStart(job);
        try {
            slots.execute(() -> run(new Running(job, held, kind), ended));
        } catch (RejectedExecutionException e) {
            LOG.errorf(
                    "no worker thread takes the job, it is given back job=%d",
                    job.lease().jobId());
            giveBack(job);
            slots.release(held);
        }
    }

    /** Otherwise the lease would run out, and the attempt would count. */
    private void giveBack(ClaimedJob job) {
        try {
            leases.giveBack(job.lease());
        } catch (SQLException e) {
            LOG.warnf("could not give back job=%d error=%s", job.lease().jobId(), e.getMessage());
        }
    }

    /** A job in work, its lease, and which slot it has. */
    private record Running(ClaimedJob job, HeldLease held, SlotKind kind) {}

    /** Runs a job, and in the same slot each next job that is claimed together with the end of the one before. */
    private void run(Running first, Consumer<RunResult> ended) {
        Running running = first;
        while (running != null) {
            running = runOne(running, ended);
        }
    }

    /** Returns the next job in the slot; null where the slot is free. */
    private @Nullable Running runOne(Running running, Consumer<RunResult> ended) {
        HeldLease held = running.held();
        RunResult ending = new RunResult.Stopped();
        Running next = null;
        listener.runStarted(held.lease());
        try {
            ending = worker.run(running.job(), held, nextJobClaimOf(running.kind()));
        } catch (RuntimeException | Error e) {
            // The lease runs out: nobody knows what the worker has written.
            unheld.leaveToRescue(held.lease());
            LOG.errorf(
                    e,
                    "worker failed unexpectedly, the lease runs out job=%d",
                    held.lease().jobId());
        } finally {
            next = pass(held, ending);
            listener.runEnded(held.lease(), ending);
        }
        if (ending instanceof RunResult.StoreOutage stopped) {
            LOG.errorf(
                    "claiming stops, the store is unavailable code=%s error=%s",
                    stopped.fault().code(), stopped.fault().message());
            storeOutage = stopped.fault();
        }
        if (next == null) {
            ended.accept(ending);
        }
        return next;
    }

    private NextJobClaim nextJobClaimOf(SlotKind kind) {
        return switch (kind) {
            case ANY -> nextJobClaim;
            case ON_DEMAND -> noNextJob;
        };
    }

    /** Frees the slot, or gives it to the next job. */
    private @Nullable Running pass(HeldLease ended, RunResult ending) {
        NextJob nextJob = ending instanceof RunResult.Done done ? done.nextJob() : null;
        if (nextJob == null) {
            slots.release(ended);
            return null;
        }
        HeldLease held = new HeldLease(nextJob.job().lease(), nextJob.sentAtNanos());
        slots.pass(ended, held, leases.now());
        if (!mayBegin(nextJob.job(), held)) {
            return null;
        }
        logStart(nextJob.job());
        return new Running(nextJob.job(), held, SlotKind.ANY);
    }

    /** Called after the job has a slot: either a drain finds it there, or this finds that the drain has begun. */
    private boolean mayBegin(ClaimedJob job, HeldLease held) {
        if (claiming) {
            return true;
        }
        giveBack(job);
        slots.release(held);
        return false;
    }

    private static void logStart(ClaimedJob job) {
        LOG.infof(
                "job started job=%d epoch=%d", job.lease().jobId(), job.lease().epoch());
    }

    /** Claims a next job only where more jobs wait than there are slots: otherwise most such claims would find none. */
    private final class SlotNextJobClaim implements NextJobClaim {

        private final BooleanSupplier mayFind;

        SlotNextJobClaim(BooleanSupplier mayFind) {
            this.mayFind = mayFind;
        }

        @Override
        public @Nullable Claimant claimant() {
            return claiming && mayFind.getAsBoolean() && storeOutage == null ? leases.claimant() : null;
        }

        @Override
        public long nanoTime() {
            return leases.nanoTime();
        }
    }
}
