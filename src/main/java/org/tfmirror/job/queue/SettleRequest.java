package org.tfmirror.job.queue;

import org.jspecify.annotations.Nullable;
import org.tfmirror.job.ItemOutcome;
import org.tfmirror.job.ItemStatus;
import org.tfmirror.job.Lease;
import org.tfmirror.job.QueuedItem;

/**
 * An attempt that has ended and is to be settled.
 *
 * @param next the item to start, if its job may go on; null where no other is due
 * @param last whether every other item of the job has ended
 */
public record SettleRequest(
        Lease lease,
        QueuedItem item,
        ItemOutcome outcome,
        @Nullable QueuedItem next,
        boolean last) {

    /** Whether the job is to end with it. */
    boolean ends() {
        return last && outcome.status() != ItemStatus.PENDING;
    }

    /** Whether the attempt is one of those that the item may have. */
    boolean counts() {
        return !(outcome instanceof ItemOutcome.Retry retry) || retry.counted();
    }

    long delayMillis() {
        return outcome instanceof ItemOutcome.Retry retry ? retry.delay().toMillis() : 0;
    }

    /** Of the archive; null where none was stored. */
    @Nullable
    Long sizeBytes() {
        return outcome instanceof ItemOutcome.Completed completed ? completed.sizeBytes() : null;
    }

    @Nullable
    Long nextId() {
        return next == null ? null : next.id();
    }
}
