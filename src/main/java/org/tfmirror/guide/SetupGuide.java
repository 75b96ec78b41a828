package org.tfmirror.guide;

import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.view.ServedReleases;
import org.tfmirror.catalog.view.ServedReleases.Coverage;
import org.tfmirror.delivery.access.MirrorAccessPolicy;

/** How a client is set up for this mirror as it is configured. Thread-safe. */
@Singleton
@Startup // so that a wrong address stops the start
public class SetupGuide {

    /** All packages are counted for it, and anybody may ask. */
    private static final Duration COUNTED_FOR = Duration.ofMinutes(1);

    private final PublicUrl url;
    private final boolean needsToken;
    private final ServedReleases releases;
    private final Clock clock;
    private @Nullable Coverage counted;
    private Instant countedAt = Instant.MIN;

    SetupGuide(SetupConfig config, MirrorAccessPolicy access, ServedReleases releases, Clock clock) {
        this.url = PublicUrl.of(config.publicUrl());
        this.needsToken = !access.allowsDocuments(null);
        this.releases = releases;
        this.clock = clock;
    }

    /** A title, and what comes below it, in its order. */
    public List<Part> parts() throws SQLException {
        return new SetupText(url, needsToken, coverage()).parts();
    }

    private synchronized Coverage coverage() throws SQLException {
        Coverage known = counted;
        if (known == null || clock.instant().isAfter(countedAt.plus(COUNTED_FOR))) {
            known = releases.coverage();
            counted = known;
            countedAt = clock.instant();
        }
        return known;
    }
}
