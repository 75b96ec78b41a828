package org.tfmirror.admin.hold;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.policy.HeldVersion;

/**
 * A held version as the API shows it.
 *
 * @param source {@code hostname/namespace/type}
 * @param status {@code held}, {@code waived}, {@code rejected}
 * @param until when it comes by itself; null where its age is not known
 * @param asked how often it was asked for
 * @param askers who asked first, at most ten
 * @param reason of who decided
 */
public record HoldView(
        long id,
        String source,
        String version,
        String status,
        @Nullable Instant until,
        Instant noticedAt,
        long asked,
        @Nullable Instant lastAskedAt,
        List<String> askers,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt,
        @Nullable String reason) {

    static HoldView of(HeldVersion held) {
        return new HoldView(
                held.id(),
                held.provider().toString(),
                held.version().toString(),
                held.status().wireName(),
                held.until(),
                held.noticedAt(),
                held.asked(),
                held.lastAskedAt(),
                held.askers(),
                held.decidedBy(),
                held.decidedAt(),
                held.reason());
    }
}
