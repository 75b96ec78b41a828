package org.tfmirror.processor.engine;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fires once, at the earliest of the times that it is given. A later call never delays an earlier time, so callers need no
 * order. Thread-safe.
 */
final class WakeUpTimer {

    private final ScheduledExecutorService scheduler;
    private final Runnable fire;
    private @Nullable ScheduledFuture<?> set;

    WakeUpTimer(ScheduledExecutorService scheduler, Runnable fire) {
        this.scheduler = scheduler;
        this.fire = fire;
    }

    /** Fires after {@code delay} at the latest; does nothing once the scheduler has stopped. */
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
        fire.run();
    }
}
