package org.tfmirror.processor;

import java.time.Duration;
import java.util.function.LongSupplier;

/** For how long every attempt to reach the database has succeeded. Thread-safe. */
final class DatabaseContact {

    private final LongSupplier nanoTime;
    private boolean good;
    private long since;

    DatabaseContact(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void report(boolean reached) {
        if (reached && !good) {
            since = nanoTime.getAsLong();
        }
        good = reached;
    }

    synchronized boolean goodFor(Duration time) {
        return good && nanoTime.getAsLong() - since >= time.toNanos();
    }
}
