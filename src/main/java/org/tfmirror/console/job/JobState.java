package org.tfmirror.console.job;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.progress.ProgressReader.JobProgress;
import org.tfmirror.live.JobEvent;

/**
 * How far a job is.
 *
 * @param counts in words
 */
public record JobState(
        long id,
        String status,
        int progress,
        String counts,
        @Nullable String errorMessage,
        List<String> warnings) {

    static JobState of(JobProgress job) {
        return of(JobEvent.of(job));
    }

    static JobState of(JobEvent job) {
        List<String> counts = new ArrayList<>();
        counts.add(job.completedItems() + " of " + job.totalItems() + " completed");
        if (job.failedItems() > 0) {
            counts.add(job.failedItems() + " failed");
        }
        if (job.cancelledItems() > 0) {
            counts.add(job.cancelledItems() + " cancelled");
        }
        return new JobState(
                job.id(), job.status(), job.progress(), String.join(", ", counts), job.errorMessage(), job.warnings());
    }

    public boolean live() {
        return status.equals("running") || status.equals("pending");
    }

    /** Whether there is something that a retry would run again. */
    public boolean retryable() {
        return status.equals("failed") || status.equals("cancelled");
    }
}
