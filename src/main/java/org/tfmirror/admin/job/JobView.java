package org.tfmirror.admin.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.Job;
import org.tfmirror.job.progress.JobItems;

/**
 * A job as the API shows it.
 *
 * @param kind {@code download} or {@code verify}; a newer release beside this one may have others
 * @param progress finished items in percent of all; 0 while constraints are to be expanded
 * @param totalItems packages, and constraints that failed
 * @param warnings what its submitter should know although nothing failed, such as versions that are not listed
 * @param origin what made it: {@code operator}, or {@code on_demand} where a client asked for what was not there; a newer
 *     release beside this one may have others
 * @param askedBy who asked first, where it was made on demand
 * @param waive why it brings versions that are held; absent where it does not
 * @param items absent in lists; the first {@value JobItems#MAX_PAGE} otherwise, a constraint among them only where it met
 *     a fault
 * @param itemsNext what to send as {@code after} for the following page of items; absent where all are there
 */
public record JobView(
        long id,
        String kind,
        String status,
        int progress,
        int totalItems,
        int completedItems,
        int failedItems,
        @Nullable String errorMessage,
        List<String> warnings,
        String createdBy,
        String origin,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String askedBy,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String waive,
        @Nullable Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<JobItemView> items,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String itemsNext) {

    public static JobView withoutItems(Job job) {
        return new JobView(
                job.id(),
                job.kind(),
                job.status().wireName(),
                job.progress(),
                job.totalItems(),
                job.completedItems(),
                job.failedItems(),
                job.errorMessage(),
                job.warnings(),
                job.createdBy(),
                job.origin(),
                job.askedBy(),
                job.waiveReason(),
                job.createdAt(),
                job.startedAt(),
                job.completedAt(),
                null,
                null);
    }

    JobView with(JobItemPage page) {
        return new JobView(
                id,
                kind,
                status,
                progress,
                totalItems,
                completedItems,
                failedItems,
                errorMessage,
                warnings,
                createdBy,
                origin,
                askedBy,
                waive,
                createdAt,
                startedAt,
                completedAt,
                page.items(),
                page.next());
    }
}
