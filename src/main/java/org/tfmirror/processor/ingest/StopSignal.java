package org.tfmirror.processor.ingest;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * How the worker of one job is told to stop, from any thread. The first reason stands, but a lost lease overrides
 * every other: it alone forbids even giving the job back.
 *
 * <p>Stopping aborts the transfer that is registered and interrupts the worker, but only while it is inside
 * {@link #interruptibly}: an interrupt in the middle of a statement would cost the connection, not the work.
 */
public final class StopSignal {

    /** Why the work is to stop. */
    public enum Reason {
        /** An operator cancelled the job. */
        CANCELLED,
        /** This replica is shutting down. */
        SHUTDOWN,
        /** The job may be another worker's by now: stop, and write nothing. */
        LEASE_LOST
    }

    private @Nullable Reason reason;
    private @Nullable Thread worker;
    private Runnable abort = () -> {};

    /** Tells the worker to stop. Repeating it does nothing. */
    public void stop(Reason why) {
        Runnable toAbort;
        synchronized (this) {
            if (reason == why || reason == Reason.LEASE_LOST) {
                return;
            }
            if (reason == null || why == Reason.LEASE_LOST) {
                reason = why;
            }
            toAbort = abort;
            if (worker != null) {
                worker.interrupt();
            }
        }
        toAbort.run(); // outside the lock: closing a socket may take its time
    }

    /** Why to stop; null while the work may go on. */
    public synchronized @Nullable Reason reason() {
        return reason;
    }

    /** Throws if the work is to stop. */
    public void check() throws StoppedException {
        Reason why = reason();
        if (why != null) {
            throw new StoppedException(why);
        }
    }

    /** Registers the action of a stop; it replaces the one before. */
    public void onStop(Runnable action) {
        boolean stopped;
        synchronized (this) {
            abort = action;
            stopped = reason != null;
        }
        if (stopped) {
            action.run();
        }
    }

    /** Runs the work so that {@link #stop} interrupts it; a left-over interrupt does not outlive it. */
    public <T> T interruptibly(Callable<T> work) throws Exception {
        synchronized (this) {
            worker = Thread.currentThread();
        }
        try {
            check();
            return work.call();
        } finally {
            synchronized (this) {
                worker = null;
                abort = () -> {};
            }
            Thread.interrupted();
        }
    }
}
