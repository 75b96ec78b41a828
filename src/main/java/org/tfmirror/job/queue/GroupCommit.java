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
 * Carries the requests of many threads to the database together: whoever comes first goes at once, and whoever comes
 * while that one is on its way waits for it to be back, and goes with all who wait. So nobody waits where nobody else
 * is there, and where many are, one statement and one commit serve them all. It is what a database does with its own
 * commits, one floor up.
 *
 * <p>Those who come back from a trip may be back with more at once. Where several travel, the next trip therefore waits
 * for as many as it may expect, but no longer than a quarter of the last trip's time: threads with short work would fall
 * into two halves otherwise, of which one always waits for the other.
 *
 * <p>A thread that waits is not to be interrupted, as one that is in the middle of a statement is not. Thread-safe.
 */
final class GroupCommit<Q, A> {

    private static final Logger LOG = Logger.getLogger(GroupCommit.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(5);

    private final Carrier<Q, A> carrier;
    private final LongSupplier nanoTime;
    private final Duration longestPause;
    private final ReentrantLock lock = new ReentrantLock();
    private List<Call<Q, A>> waiting = new ArrayList<>();
    private boolean underWay;
    /** Whom the next trip may expect: those of the last, and those who already waited when it was back. */
    private int expected;

    private long pauseNanos;
    /** Signalled when all who are expected are there; null while no trip waits for them. */
    private @Nullable Condition departure;

    /** Brings requests there, and their answers back. */
    interface Carrier<Q, A> {
        /** The answers, in the requests' order; null for one that could not go with the others. */
        List<@Nullable A> carry(List<Q> requests) throws SQLException;
    }

    GroupCommit(Carrier<Q, A> carrier) {
        this(carrier, System::nanoTime, LONGEST_PAUSE);
    }

    /** @param longestPause between two trips, however long they take */
    GroupCommit(Carrier<Q, A> carrier, LongSupplier nanoTime, Duration longestPause) {
        this.carrier = carrier;
        this.nanoTime = nanoTime;
        this.longestPause = longestPause;
    }

    /**
     * Carries the request, alone or with others.
     *
     * @return null where it could not be carried, for whatever reason: the caller is to go by itself, and learns why
     */
    @Nullable
    A ask(Q request) {
        Call<Q, A> call = new Call<>(request, lock.newCondition());
        List<Call<Q, A>> group;
        lock.lock();
        try {
            waiting.add(call);
            if (departure != null && waiting.size() >= expected) {
                departure.signal();
            }
            while (underWay && !call.done) {
                call.turn.awaitUninterruptibly();
            }
            if (call.done) {
                return call.answer;
            }
            underWay = true;
            group = gather(call.turn);
        } finally {
            lock.unlock();
        }
        travel(group);
        return call.answer;
    }

    private List<Call<Q, A>> gather(Condition all) {
        departure = all;
        long left = pauseNanos;
        try {
            while (left > 0 && waiting.size() < expected) {
                left = all.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whose business it is; the request goes all the same
        }
        departure = null;
        List<Call<Q, A>> group = waiting;
        waiting = new ArrayList<>();
        return group;
    }

    private void travel(List<Call<Q, A>> group) {
        long start = nanoTime.getAsLong();
        List<@Nullable A> answers = List.of();
        try {
            answers = carrier.carry(group.stream().map(each -> each.request).toList());
        } catch (SQLException e) {
            LOG.debugf(e, "could not go together requests=%d", group.size());
        } finally {
            arrive(group, answers, nanoTime.getAsLong() - start);
        }
    }

    private void arrive(List<Call<Q, A>> group, List<@Nullable A> answers, long tookNanos) {
        lock.lock();
        try {
            underWay = false;
            expected = group.size() + waiting.size();
            pauseNanos = Math.min(tookNanos / 4, longestPause.toNanos());
            for (int i = 0; i < group.size(); i++) {
                Call<Q, A> each = group.get(i);
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
