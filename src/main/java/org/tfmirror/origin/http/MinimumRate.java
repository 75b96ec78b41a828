package org.tfmirror.origin.http;

import java.time.Duration;

/**
 * Tells when a body comes too slowly. Only the time spent waiting for the origin counts, so a reader that is slow
 * itself never blames the origin. Used by one thread.
 */
final class MinimumRate {

    private final long windowNanos;
    private final double leastBytes;
    private long waitedNanos;
    private long bytes;

    /**
     * @param window how much waiting each measurement covers
     * @param minimumRate bytes a second; 0 for no minimum
     */
    MinimumRate(Duration window, long minimumRate) {
        this.windowNanos = window.toNanos();
        this.leastBytes = minimumRate * (windowNanos / 1e9);
    }

    /** Adds one read; false where the window that it completes brought too few bytes. */
    boolean add(int read, long nanos) {
        bytes += read;
        waitedNanos += nanos;
        if (waitedNanos < windowNanos) {
            return true;
        }
        boolean enough = bytes >= leastBytes;
        bytes = 0;
        waitedNanos = 0;
        return enough;
    }
}
