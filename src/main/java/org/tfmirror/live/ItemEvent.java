package org.tfmirror.live;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.ItemStatus;
import org.tfmirror.job.progress.JobItems.ItemProgress;

/**
 * The content of an {@code item} event.
 *
 * @param downloadedBytes of the current or last attempt, as saved about once a second
 * @param expectedBytes how many it will bring; null where its origin does not say, or nothing has come yet
 * @param sizeBytes null until it is stored
 * @param bytesPerSecond over the last ten seconds; null where it is not being downloaded, or only since now
 * @param secondsLeft at that rate; null where it cannot be said
 */
@RegisterForReflection
public record ItemEvent(
        long id,
        String source,
        String version,
        String platform,
        String status,
        int attempts,
        @Nullable Instant nextAttemptAt,
        @Nullable String errorCode,
        @Nullable String errorMessage,
        long downloadedBytes,
        @Nullable Long expectedBytes,
        @Nullable Long sizeBytes,
        @Nullable Long bytesPerSecond,
        @Nullable Long secondsLeft) {

    static ItemEvent of(ItemProgress item, @Nullable Long bytesPerSecond) {
        return new ItemEvent(
                item.id(),
                item.stored().source(),
                item.stored().version(),
                item.stored().platform(),
                item.status().wireName(),
                item.attempts(),
                item.nextAttemptAt(),
                item.errorCode(),
                item.errorMessage(),
                item.downloadedBytes(),
                item.expectedBytes(),
                item.sizeBytes(),
                bytesPerSecond,
                secondsLeft(item, bytesPerSecond));
    }

    private static @Nullable Long secondsLeft(ItemProgress item, @Nullable Long rate) {
        if (item.status() != ItemStatus.DOWNLOADING || item.expectedBytes() == null || rate == null || rate == 0) {
            return null;
        }
        long left = Math.max(0, item.expectedBytes() - item.downloadedBytes());
        return (left + rate - 1) / rate;
    }
}
