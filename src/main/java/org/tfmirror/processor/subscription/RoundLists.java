package org.tfmirror.processor.subscription;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.versions.VersionList;

/**
 * Fetches each provider's list once a minute for all runs of a round. A host that does not answer is not asked again
 * for as long. Thread-safe.
 */
public final class RoundLists {

    private static final Duration ROUND = Duration.ofMinutes(1);

    private final Source source;
    private final Clock clock;
    private final Map<ProviderAddress, Kept> lists = new ConcurrentHashMap<>();
    private final Map<String, Instant> silentHosts = new ConcurrentHashMap<>();

    /** Gives lists that are not older than they may be. */
    public interface Source {
        VersionList fresh(ProviderAddress provider) throws SQLException, InterruptedException;
    }

    private record Kept(VersionList list, Instant at) {}

    public RoundLists(Source source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    VersionList of(ProviderAddress provider) throws SQLException, InterruptedException {
        Instant now = clock.instant();
        @Nullable Kept kept = lists.get(provider);
        if (kept != null && now.isBefore(kept.at().plus(ROUND))) {
            return kept.list();
        }
        @Nullable Instant silentSince = silentHosts.get(provider.hostname());
        if (silentSince != null && now.isBefore(silentSince.plus(ROUND))) {
            return new VersionList.Unavailable();
        }
        VersionList list = source.fresh(provider);
        if (list instanceof VersionList.Unavailable || (list instanceof VersionList.Known known && known.failing())) {
            silentHosts.put(provider.hostname(), now);
        } else {
            lists.put(provider, new Kept(list, now));
        }
        return list;
    }

    /** Drops ended rounds, so that deleted subscriptions leave nothing behind. */
    void endRound() {
        Instant now = clock.instant();
        lists.values().removeIf(each -> !now.isBefore(each.at().plus(ROUND)));
        silentHosts.values().removeIf(each -> !now.isBefore(each.plus(ROUND)));
    }
}
