package org.tfmirror.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A claimed job with its unfinished items.
 *
 * @param kind the work to do with its items
 * @param started its first due item, already {@code downloading}; null where none is due
 * @param next the other items that are due, in order
 * @param waiting whether items remain that are not due yet
 */
public record ClaimedJob(
        Lease lease, JobKind kind, @Nullable QueuedItem started, List<QueuedItem> next, boolean waiting) {

    public ClaimedJob {
        next = List.copyOf(next);
    }
}
