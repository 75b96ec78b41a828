package org.tfmirror.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An item at one moment, as far as it moves.
 *
 * @param expectedBytes how many the download will bring; null where that is not known (yet)
 * @param sizeBytes the archive's size; null until it is stored
 */
public record ItemProgress(
        long id,
        StoredWish stored,
        ItemStatus status,
        int attempts,
        @Nullable Instant nextAttemptAt,
        @Nullable String errorCode,
        @Nullable String errorMessage,
        long downloadedBytes,
        @Nullable Long expectedBytes,
        @Nullable Long sizeBytes) {}
