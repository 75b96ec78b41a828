package org.tfmirror.processor;

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
import org.tfmirror.job.QueueStats.Census;

/**
 * The census as scrapes see it: taken at most every ten seconds, by one thread at a time, and waited for only shortly. A
 * database that does not answer must not cost the scrape, for its other figures are wanted most just then. Thread-safe.
 */
final class CensusReading {

    private static final Logger LOG = Logger.getLogger(CensusReading.class);
    private static final long MAX_AGE_NANOS = Duration.ofSeconds(10).toNanos();

    private final Callable<Census> source;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private final Duration patience;
    private @Nullable CompletableFuture<Census> taken;
    private long takenAtNanos;

    /** @param patience how long one reading may wait for the database */
    CensusReading(Callable<Census> source, Executor executor, LongSupplier nanoTime, Duration patience) {
        this.source = source;
        this.executor = executor;
        this.nanoTime = nanoTime;
        this.patience = patience;
    }

    /** Empty where the database did not answer, which is found out once for all figures of a scrape. */
    Optional<Census> current() {
        CompletableFuture<Census> census = latest();
        try {
            return Optional.of(census.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            LOG.debugf("no census error=%s", e.getMessage());
        } catch (TimeoutException e) {
            census.completeExceptionally(e); // whoever asks next need not wait as well
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private synchronized CompletableFuture<Census> latest() {
        CompletableFuture<Census> known = taken;
        if (known == null || nanoTime.getAsLong() - takenAtNanos >= MAX_AGE_NANOS) {
            known = take();
            taken = known;
            takenAtNanos = nanoTime.getAsLong();
        }
        return known;
    }

    private CompletableFuture<Census> take() {
        CompletableFuture<Census> census = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    census.complete(source.call());
                } catch (SQLException e) {
                    census.completeExceptionally(e);
                } catch (Exception e) {
                    LOG.error("the census met a defect", e);
                    census.completeExceptionally(e);
                }
            });
        } catch (RuntimeException e) { // a pool that is shut down, or full
            census.completeExceptionally(e);
        }
        return census;
    }
}
