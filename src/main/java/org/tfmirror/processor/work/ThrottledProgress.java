package org.tfmirror.processor.work;

import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.processor.ingest.Progress;

/**
 * Saves the progress of a download at most once a second. A failure to save does not stop the download. Used by one
 * thread at a time.
 */
public final class ThrottledProgress implements Progress {

    private static final Logger LOG = Logger.getLogger(ThrottledProgress.class);
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private final Save save;
    private final LongConsumer increments;
    private final LongSupplier nanoTime;
    private @Nullable Long expected;
    private long savedAtNanos;
    private long last;

    /** The write. */
    public interface Save {
        void save(long bytes, @Nullable Long expected) throws SQLException;
    }

    /** @param increments told of every buffer's bytes, for counters */
    public ThrottledProgress(Save save, LongConsumer increments, LongSupplier nanoTime) {
        this.save = save;
        this.increments = increments;
        this.nanoTime = nanoTime;
        this.savedAtNanos = nanoTime.getAsLong();
    }

    @Override
    public void expect(long bytes) {
        expected = bytes < 0 ? null : bytes;
    }

    @Override
    public void accept(long bytes) {
        increments.accept(bytes < last ? bytes : bytes - last);
        last = bytes;
        long now = nanoTime.getAsLong();
        if (now - savedAtNanos < INTERVAL_NANOS) {
            return;
        }
        savedAtNanos = now;
        try {
            save.save(bytes, expected);
        } catch (SQLException e) {
            LOG.debugf("progress not saved error=%s", e.getMessage());
        }
    }
}
