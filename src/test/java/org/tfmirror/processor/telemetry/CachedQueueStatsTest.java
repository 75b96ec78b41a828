package org.tfmirror.processor.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.tfmirror.job.QueueStats.QueueDepth;

/** Scrapes are many, the depth is one. */
class CachedQueueStatsTest {

    private static final QueueDepth QUEUE_DEPTH = new QueueDepth(false, 1, 1, 0, 2, 0, 0.5);

    private final AtomicLong nanoTime = new AtomicLong();
    private final AtomicInteger taken = new AtomicInteger();
    private Callable<QueueDepth> source = () -> QUEUE_DEPTH;

    private QueueDepth count() throws Exception {
        taken.incrementAndGet();
        return source.call();
    }

    private CachedQueueStats<QueueDepth> reading() {
        return new CachedQueueStats<>(this::count, Runnable::run, nanoTime::get, Duration.ofSeconds(1));
    }

    @Test
    void isTakenOnceInTenSeconds() {
        CachedQueueStats<QueueDepth> reading = reading();

        assertThat(reading.current()).contains(QUEUE_DEPTH);
        nanoTime.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
        assertThat(reading.current()).contains(QUEUE_DEPTH);
        assertThat(taken).hasValue(1);

        nanoTime.addAndGet(1);
        assertThat(reading.current()).contains(QUEUE_DEPTH);
        assertThat(taken).hasValue(2);
    }

    @Test
    void isNotTakenWhereNobodyReads() {
        reading();

        assertThat(taken).hasValue(0);
    }

    @Test
    void aDatabaseThatRefusesIsAskedOnceForAllFigures() {
        CachedQueueStats<QueueDepth> reading = reading();
        source = () -> {
            throw new SQLException("gone");
        };

        assertThat(reading.current()).isEmpty();
        assertThat(reading.current()).isEmpty();
        assertThat(taken).hasValue(1);

        source = () -> QUEUE_DEPTH;
        nanoTime.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(reading.current()).contains(QUEUE_DEPTH);
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsWaitedForOnceForAllFigures() {
        Queue<Runnable> unanswered = new ArrayDeque<>();
        CachedQueueStats<QueueDepth> reading =
                new CachedQueueStats<>(this::count, unanswered::add, nanoTime::get, Duration.ofMillis(1));

        assertThat(reading.current()).isEmpty();
        unanswered.forEach(Runnable::run); // the answer, too late
        assertThat(reading.current()).isEmpty();
        assertThat(unanswered).hasSize(1);
    }

    @Test
    void aPoolThatTakesNoWorkIsNoAnswerEither() {
        CachedQueueStats<QueueDepth> reading = new CachedQueueStats<>(
                this::count,
                task -> {
                    throw new RejectedExecutionException("shut down");
                },
                nanoTime::get,
                Duration.ofSeconds(1));

        assertThat(reading.current()).isEmpty();
    }
}
