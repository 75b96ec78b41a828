package org.tfmirror.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job just claimed, with what is left to do.
 *
 * @param kind what is to be done with its items
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
