package org.tfmirror.processor.engine;

import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.tfmirror.processor.work.Backoff;

/** Whether the database answers, since when, and whether it ever failed to. Thread-safe. */
public final class DatabaseContact {

    private final LongSupplier nanoTime;
    private final Backoff backoff;
    private boolean good;
    private boolean everLost;
    private long since;

    /** @param backoff how long to wait after a failure */
    public DatabaseContact(LongSupplier nanoTime, Backoff backoff) {
        this.nanoTime = nanoTime;
        this.backoff = backoff;
    }

    synchronized void report(boolean reached) {
        if (reached && !good) {
            since = nanoTime.getAsLong();
        }
        good = reached;
        everLost |= !reached;
    }

    /**
     * Asks the database, and reports whether it answers. After an answer that took longer than {@code timeout} the good
     * contact begins anew: a database that hangs counts as one that is away.
     */
    <T> T ask(Duration timeout, Question<T> question) throws SQLException {
        long sentAt = nanoTime.getAsLong();
        try {
            T answer = question.ask();
            if (nanoTime.getAsLong() - sentAt > timeout.toNanos()) {
                report(false);
            }
            report(true);
            return answer;
        } catch (SQLException e) {
            report(false);
            throw e;
        }
    }

    /** A request to the database. */
    interface Question<T> {
        T ask() throws SQLException;
    }

    /** When to ask again after so many failures in a row. */
    Duration retryIn(int failures) {
        return backoff.delay(failures, null);
    }

    /** Whether any attempt to reach it has failed since this process started. */
    synchronized boolean everLost() {
        return everLost;
    }

    /** Whether every attempt to reach it has succeeded for so long. */
    synchronized boolean goodFor(Duration time) {
        return good && nanoTime.getAsLong() - since >= time.toNanos();
    }
}
