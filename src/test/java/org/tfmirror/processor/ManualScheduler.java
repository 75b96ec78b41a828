package org.tfmirror.processor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tfmirror.processor.engine.ProcessorThreads;

/**
 * A scheduler whose time passes only when a test turns it; what is due then runs on the test's thread, in the order of
 * its time. Tasks may come from any thread.
 */
public final class ManualScheduler extends AbstractExecutorService implements ScheduledExecutorService {

    private final PriorityQueue<Task<?>> tasks = new PriorityQueue<>(
            Comparator.<Task<?>>comparingLong(task -> task.at).thenComparingLong(task -> task.number));
    private long now;
    private long count;
    private boolean shutDown;

    /** In place of all the threads of a processor. */
    public ProcessorThreads forAll() {
        return new ProcessorThreads(this, this, this, this);
    }

    /** Nanoseconds since it was made. */
    public synchronized long nanoTime() {
        return now;
    }

    /** How many tasks wait for their time. */
    synchronized int waiting() {
        return tasks.size();
    }

    /** Runs what is due now, and what comes of it at once. */
    public void settle() {
        turn(Duration.ZERO);
    }

    /** Lets so much time pass. */
    public void turn(Duration time) {
        long until = nanoTime() + time.toNanos();
        Task<?> due = next(until);
        while (due != null) {
            due.run();
            due = next(until);
        }
    }

    private synchronized @Nullable Task<?> next(long until) {
        Task<?> first = tasks.peek();
        if (first == null || first.at > until) {
            now = until;
            return null;
        }
        now = Math.max(now, first.at);
        return tasks.poll();
    }

    private final class Task<T> extends FutureTask<T> implements ScheduledFuture<T> {
        private final long at;
        private final long number;

        Task(Callable<T> work, long at, long number) {
            super(work);
            this.at = at;
            this.number = number;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at - nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    @Override
    public synchronized <T> ScheduledFuture<T> schedule(Callable<T> work, long delay, TimeUnit unit) {
        if (shutDown) {
            throw new RejectedExecutionException("shut down");
        }
        Task<T> task = new Task<>(work, now + Math.max(0, unit.toNanos(delay)), count++);
        tasks.add(task);
        return task;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
        return schedule(
                () -> {
                    work.run();
                    return Boolean.TRUE;
                },
                delay,
                unit);
    }

    @Override
    public void execute(Runnable work) {
        ScheduledFuture<?> unused = schedule(work, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable work, long first, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long first, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized void shutdown() {
        shutDown = true;
        tasks.clear();
    }

    @Override
    public synchronized List<Runnable> shutdownNow() {
        List<Runnable> left = new ArrayList<>(tasks);
        shutdown();
        return left;
    }

    @Override
    public synchronized boolean isShutdown() {
        return shutDown;
    }

    @Override
    public synchronized boolean isTerminated() {
        return shutDown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isShutdown();
    }
}
