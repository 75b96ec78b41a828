package org.tfmirror.delivery;

import java.time.Duration;

/** Tells when a client takes bytes too slowly. Only the time spent waiting for the client counts. Not thread-safe. */
final class MinimumRate {

    private final long windowNanos;
    private final double leastBytes;
    private boolean waiting;
    private long waitingSince;
    private long waitedNanos;
    private long bytes;
    private boolean missed;

    /**
     * @param window how much waiting each measurement covers
     * @param rate bytes a second; 0 for no minimum
     */
    MinimumRate(Duration window, long rate) {
        this.windowNanos = window.toNanos();
        this.leastBytes = rate * (windowNanos / 1e9);
    }

    void waitFrom(long now) {
        waiting = true;
        waitingSince = now;
    }

    /** Ends the waiting; the client has taken so many bytes. */
    void taken(int count, long now) {
        bytes += count;
        advance(now);
        waiting = false;
    }

    boolean isMissed(long now) {
        advance(now);
        return missed;
    }

    private void advance(long now) {
        if (!waiting) {
            return;
        }
        waitedNanos += now - waitingSince;
        waitingSince = now;
        if (waitedNanos >= windowNanos) {
            missed |= bytes < leastBytes;
            bytes = 0;
            waitedNanos = 0;
        }
    }
}
