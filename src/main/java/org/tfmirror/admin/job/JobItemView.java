package org.tfmirror.admin.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.StoredItem;
import org.tfmirror.job.progress.JobItems.ItemProgress;

/**
 * An item as the API shows it.
 *
 * @param version of a constraint that met a fault: the constraint
 * @param platform of a constraint: its platforms, joined by a comma and a blank
 */
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

    static JobItemView of(ItemProgress item) {
        StoredItem wanted = item.stored();
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
