package org.tfmirror.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The rate of one download over the last ten seconds. Used by one thread. */
final class TransferRate {

    private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();
    private static final double NANOS_PER_SECOND = 1e9;

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long atNanos, long bytes) {}

    /** Notes the total received; a smaller one than before is another attempt's. */
    void seen(long atNanos, long bytes) {
        if (!samples.isEmpty() && bytes < samples.getLast().bytes()) {
            samples.clear();
        }
        samples.add(new Sample(atNanos, bytes));
        while (samples.size() > 2 && atNanos - samples.getFirst().atNanos() > WINDOW_NANOS) {
            samples.removeFirst();
        }
    }

    /** Null until there is something to compare with. */
    @Nullable
    Long bytesPerSecond() {
        if (samples.isEmpty()) {
            return null;
        }
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        long nanos = last.atNanos() - first.atNanos();
        return nanos <= 0 ? null : Math.round((last.bytes() - first.bytes()) * NANOS_PER_SECOND / nanos);
    }
}
