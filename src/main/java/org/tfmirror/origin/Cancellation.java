package org.tfmirror.origin;

import org.jspecify.annotations.Nullable;

/** Lets one thread cancel a call that blocks another thread. Thread-safe. */
public final class Cancellation {

    private boolean cancelled;
    private @Nullable Runnable inFlight;

    /** Aborts the request in flight, and every later one as it begins. */
    public void cancel() {
        @Nullable Runnable running;
        synchronized (this) {
            cancelled = true;
            running = inFlight;
        }
        if (running != null) {
            running.run();
        }
    }

    /** Tells what aborts the request that is about to begin; replaces the one before. */
    public void begin(Runnable abort) {
        boolean late;
        synchronized (this) {
            inFlight = abort;
            late = cancelled;
        }
        if (late) {
            abort.run();
        }
    }

    /** Whether the caller is to stop: cancelled, or its thread interrupted. The interrupt flag stays as it is. */
    public synchronized boolean isRequested() {
        return cancelled || Thread.currentThread().isInterrupted();
    }
}
