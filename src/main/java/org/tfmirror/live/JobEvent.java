package org.tfmirror.live;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.progress.ProgressReader.JobProgress;

/**
 * The content of a {@code job} event.
 *
 * @param progress finished items in percent of all
 * @param warnings what its submitter should know although nothing failed, such as versions that are not listed
 */
@RegisterForReflection
public record JobEvent(
        long id,
        String status,
        int progress,
        int totalItems,
        int completedItems,
        int failedItems,
        int cancelledItems,
        @Nullable String errorMessage,
        List<String> warnings) {

    public static JobEvent of(JobProgress job) {
        return new JobEvent(
                job.id(),
                job.status().wireName(),
                job.percent(),
                job.totalItems(),
                job.completedItems(),
                job.failedItems(),
                job.cancelledItems(),
                job.errorMessage(),
                job.warnings());
    }
}
