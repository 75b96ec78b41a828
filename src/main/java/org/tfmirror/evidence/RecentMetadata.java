package org.tfmirror.evidence;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tfmirror.origin.PackageMetadata;
import org.tfmirror.provider.PackageId;

/**
 * Recent download documents of origins: a client asks for a package's archive right after its documents. Each
 * is used once, for the archive's URL in it may be good for a short time only. Thread-safe, and bounded.
 */
@Singleton
public final class RecentMetadata {

    static final Duration KEPT = Duration.ofMinutes(1);
    static final int MOST = 1_000;

    private final Clock clock;
    private final Map<PackageId, Entry> entries = new HashMap<>();

    private record Entry(PackageMetadata metadata, Instant until) {}

    public RecentMetadata(Clock clock) {
        this.clock = clock;
    }

    synchronized void add(PackageMetadata metadata) {
        if (entries.size() >= MOST) {
            Instant now = clock.instant();
            entries.values().removeIf(each -> !now.isBefore(each.until()));
        }
        if (entries.size() < MOST) {
            entries.put(metadata.id(), new Entry(metadata, clock.instant().plus(KEPT)));
        }
    }

    /** The package's download document, which is forgotten with this. */
    synchronized Optional<PackageMetadata> take(PackageId id) {
        return Optional.ofNullable(entries.remove(id))
                .filter(each -> clock.instant().isBefore(each.until()))
                .map(Entry::metadata);
    }
}
