package org.tfmirror.processor.engine;

import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Whether the database answers, since when, and whether it ever did not. Thread-safe. */
public final class DatabaseContact {

    private final LongSupplier nanoTime;
    private boolean good;
    private boolean everLost;
    private long since;

    public DatabaseContact(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void report(boolean reached) {
        if (reached && !good) {
            since = nanoTime.getAsLong();
        }
        good = reached;
        everLost |= !reached;
    }

    /**
     * Asks it something, and reports how that went. An answer that took longer than {@code timeout} begins the good
     * contact anew: a database that hung is as one that was away.
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

    /** What may be asked. */
    interface Question<T> {
        T ask() throws SQLException;
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
