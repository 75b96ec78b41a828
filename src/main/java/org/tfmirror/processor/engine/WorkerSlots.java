package org.tfmirror.processor.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.tfmirror.processor.ingest.HeldLease;

/**
 * The slots in which this replica runs jobs, and the lease of the job in each. Jobs made on demand have slots of their
 * own, so that no other job makes clients wait. Thread-safe.
 */
public final class WorkerSlots {

    private final int limit;
    private final int onDemandLimit;
    private final Executor workers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<HeldLease, Instant> taken = new HashMap<>();
    private final Set<HeldLease> onDemand = new HashSet<>();
    /** Slots for jobs that are being made: kept free until they are, or are not. */
    private int reserved;

    /** @param workers the threads; at least one for each slot */
    public WorkerSlots(int limit, Executor workers) {
        this(limit, 0, workers);
    }

    /** @param onDemandLimit further slots, for jobs made on demand */
    public WorkerSlots(int limit, int onDemandLimit, Executor workers) {
        this.limit = limit;
        this.onDemandLimit = onDemandLimit;
        this.workers = workers;
    }

    /**
     * Runs a job on a worker thread.
     *
     * @throws RejectedExecutionException where no thread takes it
     */
    void execute(Runnable job) {
        workers.execute(job);
    }

    public int limit() {
        return limit;
    }

    public int free() {
        lock.lock();
        try {
            return limit - (taken.size() - onDemand.size());
        } finally {
            lock.unlock();
        }
    }

    /** Free slots for what clients wait for. */
    int freeOnDemand() {
        lock.lock();
        try {
            return onDemandLimit - onDemand.size() - reserved;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps a slot for a job that is about to be made on demand; false where none is free. */
    boolean reserveOnDemand() {
        lock.lock();
        try {
            if (onDemandLimit - onDemand.size() - reserved <= 0) {
                return false;
            }
            reserved++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The job was not made, or takes its slot by {@link #takeOnDemand}. */
    void endReservation() {
        lock.lock();
        try {
            reserved--;
        } finally {
            lock.unlock();
        }
    }

    void takeOnDemand(HeldLease job, Instant now) {
        lock.lock();
        try {
            taken.put(job, now);
            onDemand.add(job);
        } finally {
            lock.unlock();
        }
    }

    void take(HeldLease job, Instant now) {
        lock.lock();
        try {
            taken.put(job, now);
        } finally {
            lock.unlock();
        }
    }

    void release(HeldLease job) {
        lock.lock();
        try {
            taken.remove(job);
            onDemand.remove(job);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Gives the slot of an ended job to the next one; it is never free in between. */
    void pass(HeldLease ended, HeldLease nextJob, Instant now) {
        lock.lock();
        try {
            taken.remove(ended);
            taken.put(nextJob, now);
        } finally {
            lock.unlock();
        }
    }

    /** The leases of the jobs in work. */
    public List<HeldLease> held() {
        lock.lock();
        try {
            return List.copyOf(taken.keySet());
        } finally {
            lock.unlock();
        }
    }

    /** The jobs in work, oldest first. */
    public List<Slot> taken() {
        lock.lock();
        try {
            return taken.entrySet().stream()
                    .map(entry -> new Slot(entry.getKey().lease().jobId(), entry.getValue()))
                    .sorted(Comparator.comparing(Slot::since).thenComparing(Slot::jobId))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** A taken slot. */
    public record Slot(long jobId, Instant since) {}

    /** Waits until no slot is taken; false if {@code limit} passed first. */
    boolean awaitAllFree(Duration limit) throws InterruptedException {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (!taken.isEmpty()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
