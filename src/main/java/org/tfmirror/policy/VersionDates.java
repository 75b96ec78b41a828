package org.tfmirror.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The known dates of a version. Origins' dates are not signed: a version does not count as older than the last list
 * that lacked it.
 *
 * @param told whether the origin dates its versions
 * @param publishedAt as it does; null where it cannot be had
 * @param seenSince since when each list had it; null where the provider's first list had it already
 * @param absentAt the last list that lacked it; null where none did
 */
public record VersionDates(
        boolean told,
        @Nullable Instant publishedAt,
        @Nullable Instant seenSince,
        @Nullable Instant absentAt) {

    /** The date is not known, so it is held for as long as that. */
    public static final VersionDates UNKNOWN = new VersionDates(true, null, null, null);

    /** Until when it is held at this moment; empty where it is not. */
    public Optional<Hold> holdAt(Instant now, Duration minimumAge) {
        if (minimumAge.isZero()) {
            return Optional.empty();
        }
        if (told && publishedAt == null) {
            return Optional.of(new Hold(null, false));
        }
        Instant since = told ? later(publishedAt, absentAt) : seenSince;
        if (since == null || !now.isBefore(since.plus(minimumAge))) {
            return Optional.empty();
        }
        return Optional.of(new Hold(since.plus(minimumAge), false));
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? other : one;
    }
}
