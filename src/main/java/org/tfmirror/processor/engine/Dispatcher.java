package org.tfmirror.processor.engine;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.job.queue.JobQueue.Claimant;
import org.tfmirror.job.queue.JobQueue.Claimed;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.work.ItemError;
import org.tfmirror.processor.work.JobWorker;
import org.tfmirror.processor.work.JobWorker.Ending;
import org.tfmirror.processor.work.JobWorker.NextJob;
import org.tfmirror.processor.work.JobWorker.NextJobClaim;
import org.tfmirror.processor.work.ProcessorListener;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.StorageException;

/**
 * Claims due jobs for free slots and hands them to the worker pool. One poll runs at a time, whoever asks for it: the
 * tick, a submit, a slot that came free.
 */
public final class Dispatcher {

    private static final Logger LOG = Logger.getLogger(Dispatcher.class);

    private final ReentrantLock polling = new ReentrantLock();
    private final JobQueue queue;
    private final Heartbeat heartbeat;
    private final WorkerSlots slots;
    private final Executor pool;
    private final Work work;
    private final UnheldJobs unheld;

    private final NextJobClaim nextJobClaim = new SlotNextJobClaim();
    private volatile boolean claiming;
    private volatile Consumer<Ending> ended = ending -> {};
    /** Whether the last poll found a job for each free slot, so that there may be more. */
    private volatile boolean backlog;

    private volatile @Nullable ItemError storeOutage;
    private volatile @Nullable Poll lastPoll;

    /**
     * What the dispatcher needs to know and to call.
     *
     * @param owner this process's name on leases, unique to its start
     * @param listener told of polls and runs
     */
    public record Work(
            String owner,
            Duration lease,
            JobWorker worker,
            ObjectStore store,
            Clock clock,
            LongSupplier nanoTime,
            ProcessorListener listener) {}

    /**
     * What a look for due jobs came to.
     *
     * @param reached false where the database could not be asked
     * @param nextDueIn when to look again although nobody calls; null where no job waits, or it was not asked
     */
    record Look(boolean reached, @Nullable Duration nextDueIn) {}

    /** The last time the database was asked, and how long it took to answer; {@code error} is null where it did. */
    public record Poll(Instant at, long millis, @Nullable String error) {}

    public Dispatcher(JobQueue queue, Heartbeat heartbeat, WorkerSlots slots, Executor pool, Work work) {
        this.queue = queue;
        this.heartbeat = heartbeat;
        this.slots = slots;
        this.pool = pool;
        this.work = work;
        this.unheld = new UnheldJobs(queue, heartbeat, work.owner(), work.lease(), work.listener());
    }

    /** @param ended told how each run ended, after its slot came free */
    public void startClaiming(Consumer<Ending> ended) {
        this.ended = ended;
        claiming = true;
    }

    /**
     * Ends the claiming, and waits for a poll under way. What one that has no answer by then still claims is given back.
     */
    public void stopClaiming(Duration limit) throws InterruptedException {
        claiming = false;
        if (polling.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            polling.unlock();
        } else {
            LOG.warn("the poll under way has no answer, the drain goes on without it");
        }
    }

    /** Claims as many due jobs as there are free slots and starts them. */
    public Look poll() {
        polling.lock();
        try {
            int free = slots.free();
            if (!claiming || !storeAccepts()) {
                return new Look(true, null);
            }
            Instant at = work.clock().instant();
            long sentAt = work.nanoTime().getAsLong();
            String error = null;
            Duration nextDueIn = null;
            try {
                if (free > 0) {
                    Claimed claimed = queue.claim(work.owner(), free, work.lease());
                    backlog = claimed.jobs().size() == free;
                    claimed.jobs().forEach(job -> start(job, sentAt));
                    nextDueIn = claimed.nextDueIn();
                }
            } catch (SQLException e) {
                error = String.valueOf(e.getMessage());
                LOG.warnf("poll failed error=%s", error);
            }
            Duration took = Duration.ofNanos(work.nanoTime().getAsLong() - sentAt);
            lastPoll = new Poll(at, took.toMillis(), error);
            if (free > 0) {
                work.listener().polled(took, error == null);
            }
            return new Look(error == null, nextDueIn);
        } finally {
            polling.unlock();
        }
    }

    /** Gives back jobs that are ours in the database and that no worker has. */
    public UnheldJobs.Round giveBackUnheld() throws SQLException {
        return unheld.giveBack();
    }

    @Nullable
    Poll lastPoll() {
        return lastPoll;
    }

    /** Why nothing is claimed although jobs may be due; null in the ordinary case. */
    @Nullable
    ItemError storeOutage() {
        return storeOutage;
    }

    private boolean storeAccepts() {
        if (storeOutage == null) {
            return true;
        }
        try {
            work.store().check();
            storeOutage = null;
            LOG.info("the store accepts us again, claiming goes on");
            return true;
        } catch (StorageException e) {
            return false;
        }
    }

    private void start(ClaimedJob job, long sentAt) {
        HeldLease held = new HeldLease(job.lease(), sentAt);
        heartbeat.add(held);
        slots.take(held, work.clock().instant());
        if (!mayBegin(job, held)) {
            return;
        }
        logStart(job);
        try {
            pool.execute(() -> run(job, held));
        } catch (RejectedExecutionException e) {
            LOG.errorf("the pool takes no work, giving back job=%d", job.lease().jobId());
            giveBack(job);
            free(held);
        }
    }

    /** Without it the lease would run out, and the item's attempt would be held against it. */
    private void giveBack(ClaimedJob job) {
        try {
            queue.giveBack(job.lease());
        } catch (SQLException e) {
            LOG.warnf("could not give back job=%d error=%s", job.lease().jobId(), e.getMessage());
        }
    }

    /** A job in work, and the hold on it. */
    private record Running(ClaimedJob job, HeldLease held) {}

    /** Runs a job, and in the same slot what is claimed in its place. */
    private void run(ClaimedJob job, HeldLease held) {
        Running running = new Running(job, held);
        while (running != null) {
            running = runOne(running);
        }
    }

    /** Returns the job that has taken the place of this one; null where the slot is free. */
    private @Nullable Running runOne(Running running) {
        HeldLease held = running.held();
        Ending ending = new Ending.Stopped();
        Running next = null;
        work.listener().runStarted(held.lease());
        try {
            ending = work.worker().run(running.job(), held, nextJobClaim);
        } catch (RuntimeException | Error e) {
            // The lease is left to run out: whatever this was, it is not known what has been written.
            unheld.leaveToRescue(held.lease());
            LOG.errorf(
                    e,
                    "worker failed unexpectedly, its lease is left to run out job=%d",
                    held.lease().jobId());
        } finally {
            next = pass(held, ending);
            work.listener().runEnded(held.lease(), ending);
        }
        if (ending instanceof Ending.StoreOutage stopped) {
            LOG.errorf(
                    "claiming stops, the store is not to be had code=%s error=%s",
                    stopped.fault().code(), stopped.fault().message());
            storeOutage = stopped.fault();
        }
        if (next == null) {
            ended.accept(ending);
        }
        return next;
    }

    /** Frees the slot, or gives it to the nextJob. */
    private @Nullable Running pass(HeldLease ended, Ending ending) {
        NextJob nextJob = ending instanceof Ending.Done done ? done.nextJob() : null;
        if (nextJob == null) {
            free(ended);
            return null;
        }
        HeldLease held = new HeldLease(nextJob.job().lease(), nextJob.sentAtNanos());
        heartbeat.add(held);
        slots.pass(ended, held, work.clock().instant());
        heartbeat.remove(ended);
        if (!mayBegin(nextJob.job(), held)) {
            return null;
        }
        logStart(nextJob.job());
        return new Running(nextJob.job(), held);
    }

    /** Asked after the job can be seen: a drain either finds it among those held, or is found to have begun. */
    private boolean mayBegin(ClaimedJob job, HeldLease held) {
        if (claiming) {
            return true;
        }
        giveBack(job);
        free(held);
        return false;
    }

    private void free(HeldLease held) {
        heartbeat.remove(held);
        slots.release(held);
    }

    private static void logStart(ClaimedJob job) {
        LOG.infof(
                "job started job=%d epoch=%d", job.lease().jobId(), job.lease().epoch());
    }

    /** A nextJob is claimed only where more jobs wait than there are slots: else it would mostly be asked in vain. */
    private final class SlotNextJobClaim implements NextJobClaim {

        @Override
        public @Nullable Claimant claimant() {
            return claiming && backlog && storeOutage == null ? new Claimant(work.owner(), work.lease()) : null;
        }

        @Override
        public long nanoTime() {
            return work.nanoTime().getAsLong();
        }
    }
}
