package org.tfmirror.processor.engine;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.demand.DemandWorkers;
import org.tfmirror.job.queue.JobQueue.Claimed;
import org.tfmirror.processor.engine.JobSlots.Kind;
import org.tfmirror.processor.work.ItemError;
import org.tfmirror.processor.work.JobWorker;
import org.tfmirror.processor.work.ProcessorListener;
import org.tfmirror.processor.work.RunResult;
import org.tfmirror.storage.ObjectStore;

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
    private final ProcessorListener listener;
    private final ClaimSwitch claims;
    private final JobSlots jobs;
    private final UnheldJobs unheld;
    private final JobRunner runner;
    private final Drain drain;

    private volatile @Nullable Poll lastPoll;

    /**
     * The result of a poll.
     *
     * @param reached false where the database does not answer
     * @param nextDueIn when the next job is due; null where no job waits, or the database was not asked
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
        this.listener = listener;
        this.claims = new ClaimSwitch(store);
        this.jobs = new JobSlots(leases, slots, claims);
        this.unheld = new UnheldJobs(leases, slots, listener);
        this.runner = new JobRunner(jobs, worker, claims, unheld, listener);
        this.drain = new Drain(slots, leases, worker, unheld);
    }

    public void startClaiming() {
        claims.turnOn();
    }

    /**
     * Ends the claiming and waits for a poll under way. A poll that has no answer by then gives back the jobs that it
     * still claims.
     */
    public void stopClaiming(Duration limit) throws InterruptedException {
        claims.turnOff();
        if (polling.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            polling.unlock();
        } else {
            LOG.warn("the poll under way has no answer, the drain continues without it");
        }
    }

    /** Ends the claiming, and then the work of all slots. */
    public void drain(Duration limit) throws InterruptedException {
        stopClaiming(LAST_WRITES);
        drain.run(limit, LAST_WRITES);
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
            if (!claims.allowsNow()) {
                return new Look(true, null);
            }
            Instant at = leases.now();
            long sentAt = leases.nanoTime();
            String error = null;
            Duration nextDueIn = null;
            try {
                if (freeOnDemand > 0) {
                    Claimed claimed = leases.claimOnDemand(freeOnDemand);
                    claimed.jobs().forEach(job -> runner.start(job, sentAt, Kind.ON_DEMAND, ended));
                    nextDueIn = claimed.nextDueIn();
                }
                if (free > 0) {
                    Claimed claimed = leases.claim(free);
                    jobs.setBacklog(claimed.jobs().size() == free);
                    claimed.jobs().forEach(job -> runner.start(job, sentAt, Kind.ANY, ended));
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

    /**
     * A free slot for a job that is about to be made on demand; empty where there is none, or nothing is claimed.
     *
     * @param ended told how the run ends
     */
    public Optional<DemandWorkers.Place> reserve(Consumer<RunResult> ended) {
        return claims.allows() ? OnDemandPlace.reserve(leases, slots, runner, ended) : Optional.empty();
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
        return claims.storeOutage();
    }
}
