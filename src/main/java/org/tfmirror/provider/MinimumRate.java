package org.tfmirror.provider;

import java.time.Duration;

/**
 * Tells when the other side gives or takes bytes too slowly. Only the time spent waiting for it counts, so a side
 * that is slow itself does not blame the other. Not thread-safe.
 */
public final class MinimumRate {

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
    public MinimumRate(Duration window, long rate) {
        this.windowNanos = window.toNanos();
        this.leastBytes = rate * (windowNanos / 1e9);
    }

    public void waitFrom(long now) {
        waiting = true;
        waitingSince = now;
    }

    /** Ends the waiting, in which so many bytes were given or taken. */
    public void moved(int count, long now) {
        bytes += count;
        advance(now);
        waiting = false;
    }

    public boolean isMissed(long now) {
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
