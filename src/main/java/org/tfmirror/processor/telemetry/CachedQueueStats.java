package org.tfmirror.processor.telemetry;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The counts of the queue and the database that scrapes read. They are read at most every ten seconds, by one thread
 * at a time. A scrape waits for them only briefly: a database that does not answer must not cost the scrape its other
 * figures. Thread-safe.
 */
final class CachedQueueStats<T> {

    private static final Logger LOG = Logger.getLogger(CachedQueueStats.class);
    private static final long MAX_AGE_NANOS = Duration.ofSeconds(10).toNanos();

    private final Callable<T> source;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private final Duration timeout;
    private @Nullable CompletableFuture<T> taken;
    private long takenAtNanos;

    /** @param timeout how long one reading may wait for the database */
    CachedQueueStats(Callable<T> source, Executor executor, LongSupplier nanoTime, Duration timeout) {
        this.source = source;
        this.executor = executor;
        this.nanoTime = nanoTime;
        this.timeout = timeout;
    }

    /** Empty where the database did not answer, which is found out once for all figures of a scrape. */
    Optional<T> current() {
        CompletableFuture<T> depth = latest();
        try {
            return Optional.of(depth.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            LOG.debugf("queue statistics not read error=%s", e.getMessage());
        } catch (TimeoutException e) {
            depth.completeExceptionally(e); // the next caller need not wait as well
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private synchronized CompletableFuture<T> latest() {
        CompletableFuture<T> known = taken;
        if (known == null || nanoTime.getAsLong() - takenAtNanos >= MAX_AGE_NANOS) {
            known = take();
            taken = known;
            takenAtNanos = nanoTime.getAsLong();
        }
        return known;
    }

    private CompletableFuture<T> take() {
        CompletableFuture<T> depth = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    depth.complete(source.call());
                } catch (SQLException e) {
                    depth.completeExceptionally(e);
                } catch (Exception e) {
                    LOG.error("reading the queue statistics failed unexpectedly", e);
                    depth.completeExceptionally(e);
                }
            });
        } catch (RuntimeException e) { // a pool that is shut down, or full
            depth.completeExceptionally(e);
        }
        return depth;
    }
}
