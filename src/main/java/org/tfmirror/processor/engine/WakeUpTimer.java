package org.tfmirror.processor.engine;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Rings once at the earliest of the times it is told of. A time that is told late cannot put off one that was told
 * before, so those who tell need not agree on an order. Thread-safe.
 */
final class WakeUpTimer {

    private final ScheduledExecutorService scheduler;
    private final Runnable ring;
    private @Nullable ScheduledFuture<?> set;

    WakeUpTimer(ScheduledExecutorService scheduler, Runnable ring) {
        this.scheduler = scheduler;
        this.ring = ring;
    }

    /** Rings after {@code delay} at the latest; does nothing once the scheduler has stopped. */
    synchronized void within(Duration delay) {
        if (set != null && set.getDelay(TimeUnit.NANOSECONDS) <= delay.toNanos()) {
            return;
        }
        try {
            ScheduledFuture<?> later = set;
            set = scheduler.schedule(this::goOff, delay.toNanos(), TimeUnit.NANOSECONDS);
            if (later != null) {
                later.cancel(false);
            }
        } catch (RejectedExecutionException e) {
            set = null;
        }
    }

    private void goOff() {
        synchronized (this) {
            set = null;
        }
        ring.run();
    }
}
