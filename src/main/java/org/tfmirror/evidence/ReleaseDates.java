package org.tfmirror.evidence;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.Aborted;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/**
 * When versions were published, where their origin tells: asked once for all versions of a provider, and again after a
 * while. No date is worth a job, so an origin that does not answer tells none. Thread-safe.
 */
public final class ReleaseDates {

    static final Duration REMEMBERED = Duration.ofMinutes(10);

    private static final int MOST_REMEMBERED = 200;
    private static final Logger LOG = Logger.getLogger(ReleaseDates.class);

    private final Clock clock;
    private final Map<ProviderAddress, Dates> known = new HashMap<>();

    private record Dates(Map<ProviderVersion, Instant> of, Instant until) {}

    public ReleaseDates(Clock clock) {
        this.clock = clock;
    }

    /**
     * When the version was published; empty where that cannot be had.
     *
     * @throws Aborted where the request is cancelled
     */
    public Optional<Instant> of(OriginRegistry origin, ProviderAddress provider, ProviderVersion version)
            throws Aborted {
        if (!origin.datesVersions(provider)) {
            return askOne(origin, provider, version);
        }
        Map<ProviderVersion, Instant> dates = remembered(provider);
        if (dates == null) {
            dates = ask(origin, provider);
            remember(provider, dates);
        }
        return Optional.ofNullable(dates.get(version));
    }

    /** Of an origin that has no list of dates, such as a bundle; there is nothing to be remembered. */
    private static Optional<Instant> askOne(OriginRegistry origin, ProviderAddress provider, ProviderVersion version)
            throws Aborted {
        try {
            return origin.publicationDate(provider, version);
        } catch (Aborted e) {
            throw e;
        } catch (OriginException e) {
            LOG.infof(
                    "publication date not fetched provider=%s version=%s error=%s", provider, version, e.getMessage());
            return Optional.empty();
        }
    }

    private static Map<ProviderVersion, Instant> ask(OriginRegistry origin, ProviderAddress provider) throws Aborted {
        try {
            return origin.publicationDates(provider);
        } catch (Aborted e) {
            throw e;
        } catch (OriginException e) {
            LOG.infof("publication dates not fetched provider=%s error=%s", provider, e.getMessage());
            return Map.of();
        }
    }

    private synchronized @Nullable Map<ProviderVersion, Instant> remembered(ProviderAddress provider) {
        Dates dates = known.get(provider);
        return dates != null && clock.instant().isBefore(dates.until()) ? dates.of() : null;
    }

    private synchronized void remember(ProviderAddress provider, Map<ProviderVersion, Instant> dates) {
        if (known.size() >= MOST_REMEMBERED) {
            known.clear();
        }
        known.put(provider, new Dates(dates, clock.instant().plus(REMEMBERED)));
    }
}
