package org.tfmirror.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job at one moment, as far as it moves.
 *
 * @param items those that were asked for, in the order they run
 */
public record JobProgress(
        long id,
        JobStatus status,
        int totalItems,
        int completedItems,
        int failedItems,
        int cancelledItems,
        @Nullable String errorMessage,
        List<ItemProgress> items) {

    public JobProgress {
        items = List.copyOf(items);
    }

    /** Finished items in percent of all, 0 to 100. */
    public int percent() {
        return totalItems == 0 ? 0 : (int) ((completedItems + failedItems + cancelledItems) * 100L / totalItems);
    }
}
