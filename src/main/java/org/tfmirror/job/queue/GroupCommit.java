package org.tfmirror.job.queue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests of many threads to the database in batches. The first request is sent at once. Requests that come
 * while a batch is under way wait for it, and are the next batch. So a single thread never waits, and many threads share
 * one statement and one commit.
 *
 * <p>Threads of the last batch often have a further request at once. After a batch of several, the next one therefore waits
 * for as many requests as it may expect, at most a quarter of the last batch's time: otherwise threads with short work fall
 * into two halves, each of which waits for the other.
 *
 * <p>A waiting thread must not be interrupted, as one in the middle of a statement must not. Thread-safe.
 */
final class GroupCommit<Q, A> {

    private static final Logger LOG = Logger.getLogger(GroupCommit.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(5);

    private final BatchSender<Q, A> sender;
    private final LongSupplier nanoTime;
    private final Duration longestPause;
    private final ReentrantLock lock = new ReentrantLock();
    private List<Call<Q, A>> waiting = new ArrayList<>();
    private boolean underWay;
    /** How many requests the next batch may expect: those of the last one, and those that waited when it ended. */
    private int expected;

    private long pauseNanos;
    /** Signalled when the expected requests are there; null while no batch waits for them. */
    private @Nullable Condition batchIsFull;

    /** Sends a batch to the database. */
    interface BatchSender<Q, A> {
        /** The answers, in the requests' order; null for one that must be sent alone. */
        List<@Nullable A> send(List<Q> requests) throws SQLException;
    }

    GroupCommit(BatchSender<Q, A> sender) {
        this(sender, System::nanoTime, LONGEST_PAUSE);
    }

    /** @param longestPause between two batches, however long they take */
    GroupCommit(BatchSender<Q, A> sender, LongSupplier nanoTime, Duration longestPause) {
        this.sender = sender;
        this.nanoTime = nanoTime;
        this.longestPause = longestPause;
    }

    /**
     * Sends the request, alone or with others.
     *
     * @return null where the batch failed, or the request must be sent alone: the caller sends it alone, and learns why
     */
    @Nullable
    A ask(Q request) {
        Call<Q, A> call = new Call<>(request, lock.newCondition());
        List<Call<Q, A>> batch;
        lock.lock();
        try {
            waiting.add(call);
            if (batchIsFull != null && waiting.size() >= expected) {
                batchIsFull.signal();
            }
            while (underWay && !call.done) {
                call.turn.awaitUninterruptibly();
            }
            if (call.done) {
                return call.answer;
            }
            underWay = true;
            batch = awaitBatch(call.turn);
        } finally {
            lock.unlock();
        }
        send(batch);
        return call.answer;
    }

    private List<Call<Q, A>> awaitBatch(Condition full) {
        batchIsFull = full;
        long left = pauseNanos;
        try {
            while (left > 0 && waiting.size() < expected) {
                left = full.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the caller handles it; the request is sent all the same
        }
        batchIsFull = null;
        List<Call<Q, A>> batch = waiting;
        waiting = new ArrayList<>();
        return batch;
    }

    private void send(List<Call<Q, A>> batch) {
        long start = nanoTime.getAsLong();
        List<@Nullable A> answers = List.of();
        try {
            answers = sender.send(batch.stream().map(each -> each.request).toList());
        } catch (SQLException e) {
            LOG.debugf(e, "batch failed, each request is sent alone requests=%d", batch.size());
        } finally {
            complete(batch, answers, nanoTime.getAsLong() - start);
        }
    }

    private void complete(List<Call<Q, A>> batch, List<@Nullable A> answers, long tookNanos) {
        lock.lock();
        try {
            underWay = false;
            expected = batch.size() + waiting.size();
            pauseNanos = Math.min(tookNanos / 4, longestPause.toNanos());
            for (int i = 0; i < batch.size(); i++) {
                Call<Q, A> each = batch.get(i);
                each.answer = i < answers.size() ? answers.get(i) : null;
                each.done = true;
                each.turn.signal();
            }
            if (!waiting.isEmpty()) {
                waiting.get(0).turn.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private static final class Call<Q, A> {
        private final Q request;
        private final Condition turn;
        private boolean done;
        private @Nullable A answer;

        Call(Q request, Condition turn) {
            this.request = request;
            this.turn = turn;
        }
    }
}
