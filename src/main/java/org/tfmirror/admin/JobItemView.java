package org.tfmirror.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.JobItem;
import org.tfmirror.job.StoredPackage;

/** An item as the API shows it. */
public record JobItemView(
        long id,
        String source,
        String version,
        String platform,
        String status,
        int attempts,
        @Nullable Instant nextAttemptAt,
        @Nullable String errorCode,
        @Nullable String errorMessage,
        @Nullable Long sizeBytes,
        long downloadedBytes,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt) {

    static JobItemView of(JobItem item) {
        StoredPackage wanted = item.wanted();
        return new JobItemView(
                item.id(),
                wanted.source(),
                wanted.version(),
                wanted.platform(),
                item.status().wireName(),
                item.attempts(),
                item.nextAttemptAt(),
                item.errorCode(),
                item.errorMessage(),
                item.sizeBytes(),
                item.downloadedBytes(),
                item.startedAt(),
                item.completedAt());
    }
}
