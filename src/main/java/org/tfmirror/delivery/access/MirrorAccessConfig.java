package org.tfmirror.delivery.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Access to the mirror, and how clients prove it. */
@ConfigMapping(prefix = "tfmirror.mirror")
public interface MirrorAccessConfig {

    /** {@code public} or {@code token}. */
    @WithDefault("public")
    MirrorAccess access();

    /**
     * SHA-256 of each token that opens the mirror, 64 hex digits, perhaps behind a name: {@code ci=0123…}. Several at once, so
     * that one can replace another.
     */
    Optional<Set<String>> tokens();

    /** The secret that archives' URLs are signed with, the same in all replicas. */
    Optional<String> signingKey();

    /** For how long at least an archive's URL is good, and at most twice as long. */
    @WithDefault("15m")
    @DurationMin(minutes = 1)
    @DurationMax(days = 1)
    Duration urlValidity();
}
