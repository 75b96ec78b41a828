package org.tfmirror.processor.work;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.ingest.StopSignal.Reason;
import org.tfmirror.processor.ingest.StoppedException;

/**
 * Repeats a worker's write while the database cannot be reached, until it succeeds or the lease is lost, so that an
 * outage shorter than the lease loses no finished work. Thread-safe.
 */
public final class WriteRetry {

    private static final Logger LOG = Logger.getLogger(WriteRetry.class);

    private final Backoff backoff;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition givenUp = lock.newCondition();
    private boolean giveUp;

    public WriteRetry(Backoff backoff) {
        this.backoff = backoff;
    }

    /** A write, fenced by its lease. */
    interface Write<T, E extends Exception> {
        T run() throws SQLException, E;
    }

    /**
     * @throws StoppedException when the lease is lost, or the replica gives up
     * @throws E where the write itself throws it
     * @throws IllegalStateException where the database was reached and refuses the write as such: a defect of ours,
     *     that no repetition cures
     */
    <T, E extends Exception> T run(HeldLease held, Write<T, E> write) throws StoppedException, E {
        for (int attempt = 1; ; attempt++) {
            try {
                return write.run();
            } catch (SQLException e) {
                if (isRefusal(e)) {
                    throw new IllegalStateException("the database will never take this write", e);
                }
                LOG.warnf(
                        "write failed, trying again job=%d attempt=%d error=%s",
                        held.lease().jobId(), attempt, e.getMessage());
                pause(backoff.delay(Math.min(attempt, 16), null));
                if (held.signal().reason() == Reason.LEASE_LOST) {
                    throw new StoppedException(Reason.LEASE_LOST);
                }
            }
        }
    }

    /** Whether it is the write that is wrong: bad data (class 22), a constraint (23), syntax or rights (42). */
    static boolean isRefusal(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23") || state.startsWith("42"));
    }

    /** At the end of a shutdown: no worker waits for the database any longer. */
    public void giveUp() {
        lock.lock();
        try {
            giveUp = true;
            givenUp.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void pause(Duration delay) throws StoppedException {
        lock.lock();
        try {
            long left = delay.toNanos();
            while (!giveUp && left > 0) {
                left = givenUp.awaitNanos(left);
            }
            if (giveUp) {
                throw new StoppedException(Reason.SHUTDOWN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException(Reason.SHUTDOWN);
        } finally {
            lock.unlock();
        }
    }
}
