package org.tfmirror.processor;

import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Saves how far a download is, at most once a second: operators want to see it move, and the database does not need to
 * hear of every buffer. That it cannot be saved is no reason to stop. Used by one thread.
 */
final class ProgressNote implements LongConsumer {

    private static final Logger LOG = Logger.getLogger(ProgressNote.class);
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private final Save save;
    private final LongSupplier nanoTime;
    private long savedAtNanos;

    /** The write. */
    interface Save {
        void save(long bytes) throws SQLException;
    }

    ProgressNote(Save save, LongSupplier nanoTime) {
        this.save = save;
        this.nanoTime = nanoTime;
        this.savedAtNanos = nanoTime.getAsLong();
    }

    @Override
    public void accept(long bytes) {
        long now = nanoTime.getAsLong();
        if (now - savedAtNanos < INTERVAL_NANOS) {
            return;
        }
        savedAtNanos = now;
        try {
            save.save(bytes);
        } catch (SQLException e) {
            LOG.debugf("progress not saved error=%s", e.getMessage());
        }
    }
}
