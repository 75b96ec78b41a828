package org.tfmirror.processor.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.tfmirror.processor.ingest.HeldLease;

/** Which of this replica's slots are taken, by which job. Thread-safe. */
public final class WorkerSlots {

    private final int limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<HeldLease, Instant> taken = new HashMap<>();

    public WorkerSlots(int limit) {
        this.limit = limit;
    }

    public int limit() {
        return limit;
    }

    public int free() {
        lock.lock();
        try {
            return limit - taken.size();
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
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Gives an ended job's slot to another, with no moment in which it is free. */
    void pass(HeldLease ended, HeldLease nextJob, Instant now) {
        lock.lock();
        try {
            taken.remove(ended);
            taken.put(nextJob, now);
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

    /** A slot and what takes it. */
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
