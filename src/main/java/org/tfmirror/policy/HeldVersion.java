package org.tfmirror.policy;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/**
 * A version that was held once, as operators see it.
 *
 * @param until as it was reckoned last; null where the version's date is not known
 * @param askers who asked for it first, at most ten
 * @param decidedBy null where it is undecided
 */
public record HeldVersion(
        long id,
        ProviderAddress provider,
        ProviderVersion version,
        Status status,
        @Nullable Instant until,
        Instant noticedAt,
        long asked,
        @Nullable Instant lastAskedAt,
        List<String> askers,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt,
        @Nullable String reason) {

    /** What became of it. */
    public enum Status {
        /** It comes when its time has come. */
        HELD,
        /** It may come. */
        WAIVED,
        /** It may not. */
        REJECTED;

        /** The name in JSON and in the database. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws InvalidNameException where there is no such status */
        public static Status parse(String text) {
            for (Status each : values()) {
                if (each.wireName().equals(text)) {
                    return each;
                }
            }
            throw new InvalidNameException(text, "one of held, waived, rejected");
        }
    }
}
