package org.tfmirror.job.progress;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.Job;
import org.tfmirror.job.JobStatus;

/**
 * A job at one moment, as far as it moves.
 *
 * @param unexpanded constraints that are still to be replaced by packages
 * @param warnings what its submitter should know although nothing failed
 * @param changeSeq the largest number of a change that was seen here; the next ones have larger numbers
 * @param full whether it has as many items as one answer holds: others may have been left out
 * @param items those that were asked for, in the order they run
 */
public record JobProgress(
        long id,
        JobStatus status,
        int totalItems,
        int completedItems,
        int failedItems,
        int cancelledItems,
        int unexpanded,
        @Nullable String errorMessage,
        List<String> warnings,
        long changeSeq,
        boolean full,
        List<ItemProgress> items) {

    public JobProgress {
        warnings = List.copyOf(warnings);
        items = List.copyOf(items);
    }

    /** Finished items in percent of all, 0 to 100; 0 while constraints are to be expanded, as {@link Job#progress()}. */
    public int percent() {
        if (totalItems == 0 || unexpanded > 0) {
            return status == JobStatus.COMPLETED ? 100 : 0;
        }
        return (int) ((completedItems + failedItems + cancelledItems) * 100L / totalItems);
    }
}
