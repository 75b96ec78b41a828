package org.tfmirror.versions;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tfmirror.origin.AvailableVersion;

/**
 * A version of an origin's newest list.
 *
 * @param firstSeenAt when a list first had it
 * @param seenSince since when each list had it; null where the provider's first list had it already
 * @param absentAt the last list that lacked it; null where none did
 * @param publishedAt as the origin dates it; null where it does not, or was not asked
 */
public record ListedVersion(
        AvailableVersion available,
        Instant firstSeenAt,
        @Nullable Instant seenSince,
        @Nullable Instant absentAt,
        @Nullable Instant publishedAt) {}
