package org.tfmirror.test;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Looks again and again, by the database's clock, for how long a lease that ran out waits to be taken over. */
final class OverdueWatch implements AutoCloseable {

    private static final String LONGEST = """
            select coalesce(max(extract(epoch from now() - lease_expires_at) * 1000), 0)::bigint
            from job where status = 'running' and lease_expires_at < now()
            """;

    private final MirrorStack stack;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long longestMillis;

    OverdueWatch(MirrorStack stack) {
        this.stack = stack;
        Thread thread = new Thread(this::watch, "overdue-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** The longest that any lease has been overdue so far. */
    Duration longest() {
        return Duration.ofMillis(longestMillis);
    }

    private void watch() {
        try {
            do {
                look();
            } while (!ended.await(200, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            Object millis = stack.query(LONGEST).get(0).get(0);
            longestMillis = Math.max(longestMillis, ((Number) Objects.requireNonNull(millis)).longValue());
        } catch (IllegalStateException e) {
            // The database is being restarted.
        }
    }

    @Override
    public void close() {
        ended.countDown();
    }
}
