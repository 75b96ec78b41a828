package org.tfmirror.versions;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.NotFound;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.policy.HeldVersion.Status;
import org.tfmirror.policy.Hold;
import org.tfmirror.policy.HoldTable;
import org.tfmirror.policy.HoldTable.Decisions;
import org.tfmirror.policy.MinimumAge;
import org.tfmirror.policy.VersionDates;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/**
 * Says which versions are held: too young for the policy, or rejected by an operator. A hold decides what may come, never
 * what is there. Thread-safe.
 */
public final class VersionHolds {

    private static final Logger LOG = Logger.getLogger(VersionHolds.class);

    /** What the registry's document of all dates lacks is asked for by name, a few at a time. */
    private static final int MOST_BY_NAME = 5;

    private final OriginLists lists;
    private final HoldTable table;
    private final MinimumAge ages;
    private final OriginRegistry origin;

    /** @param origin only asked here which registries date their versions */
    VersionHolds(OriginLists lists, HoldTable table, MinimumAge ages, OriginRegistry origin) {
        this.lists = lists;
        this.table = table;
        this.ages = ages;
        this.origin = origin;
    }

    /** Those of a provider's versions that are not held. */
    public List<ListedVersion> free(ProviderAddress provider, List<ListedVersion> versions) throws SQLException {
        return free(provider, versions, table.decisions(provider));
    }

    /** As {@link #free(ProviderAddress, List)}, of several providers by one statement. */
    public Map<ProviderAddress, List<ListedVersion>> free(Map<ProviderAddress, List<ListedVersion>> versions)
            throws SQLException {
        Map<ProviderAddress, List<ListedVersion>> free = new HashMap<>();
        for (Map.Entry<ProviderAddress, Decisions> each :
                table.decisions(versions.keySet()).entrySet()) {
            ProviderAddress provider = each.getKey();
            free.put(provider, free(provider, versions.getOrDefault(provider, List.of()), each.getValue()));
        }
        return free;
    }

    private List<ListedVersion> free(ProviderAddress provider, List<ListedVersion> versions, Decisions decisions) {
        return versions.stream()
                .filter(each -> holdOf(provider, each.available().version(), each, decisions)
                        .isEmpty())
                .toList();
    }

    /** Why a version does not come; empty where it may. Asks no origin. */
    public Optional<Hold> of(ProviderAddress provider, ProviderVersion version) throws SQLException {
        Decisions decisions = table.decisions(provider);
        if (!hasMinimumAge(provider)) {
            return holdOf(provider, version, null, decisions);
        }
        return holdOf(provider, version, listed(provider, version), decisions);
    }

    /** As {@link #of}, and records the request, so that operators see who asked for a held version. */
    public Optional<Hold> asked(ProviderAddress provider, ProviderVersion version, String who) throws SQLException {
        Optional<Hold> hold = of(provider, version);
        if (hold.isPresent() && listed(provider, version) != null) { // a stranger can make up any number of others
            table.notice(provider, version, hold.get());
            table.asked(provider, version, who);
        }
        return hold;
    }

    /**
     * Why a version does not come that somebody carries here, and does not ask an origin for. What the origin's list says
     * counts before the date that it is carried with. Operators see it.
     *
     * @param publishedAt null where it is carried without a date
     */
    public Optional<Hold> carried(
            ProviderAddress provider, ProviderVersion version, @Nullable Instant publishedAt, String who)
            throws SQLException {
        Decisions decisions = table.decisions(provider);
        ListedVersion listed = listed(provider, version);
        Optional<Hold> hold = listed != null || decisions.decided().containsKey(version)
                ? holdOf(provider, version, listed, decisions)
                : new VersionDates(publishedAt != null || origin.datesVersions(provider), publishedAt, null, null)
                        .holdAt(decisions.at(), ages.of(provider));
        if (hold.isPresent()) {
            table.notice(provider, version, hold.get());
            table.asked(provider, version, who);
        }
        return hold;
    }

    /** Whether any version of the provider is held for its age. */
    public boolean hasMinimumAge(ProviderAddress provider) {
        return !ages.of(provider).isZero();
    }

    /** Fetches the dates that are missing in a list that was just recorded, and notes what is held. */
    void refresh(ProviderAddress provider, OriginRegistry asked) throws SQLException {
        if (!hasMinimumAge(provider)) {
            return;
        }
        if (origin.datesVersions(provider)) {
            Set<ProviderVersion> undated = versions(provider).stream()
                    .filter(each -> each.publishedAt() == null)
                    .map(each -> each.available().version())
                    .collect(Collectors.toSet());
            if (!undated.isEmpty()) {
                date(provider, undated, asked);
            }
        }
        Decisions decisions = table.decisions(provider);
        for (ListedVersion each : versions(provider)) {
            ProviderVersion version = each.available().version();
            Optional<Hold> hold = holdOf(provider, version, each, decisions);
            if (hold.isPresent() && !hold.get().rejected()) {
                table.notice(provider, version, hold.get());
            }
        }
    }

    private void date(ProviderAddress provider, Set<ProviderVersion> undated, OriginRegistry asked)
            throws SQLException {
        try {
            Map<ProviderVersion, Instant> dates = new HashMap<>(asked.publicationDates(provider));
            List<ProviderVersion> lacking = undated.stream()
                    .filter(version -> !dates.containsKey(version))
                    .sorted(Comparator.reverseOrder())
                    .limit(MOST_BY_NAME)
                    .toList();
            for (ProviderVersion version : lacking) {
                byName(provider, version, asked).ifPresent(date -> dates.put(version, date));
            }
            lists.date(provider, dates);
        } catch (OriginException e) {
            LOG.warnf(
                    "versions stay held, their dates are not available provider=%s code=%s error=%s",
                    provider, e.code(), e.getMessage());
        }
    }

    private static Optional<Instant> byName(ProviderAddress provider, ProviderVersion version, OriginRegistry asked)
            throws OriginException {
        try {
            return asked.publicationDate(provider, version);
        } catch (NotFound e) {
            return Optional.empty(); // it has no date yet
        }
    }

    private List<ListedVersion> versions(ProviderAddress provider) throws SQLException {
        return lists.read(provider).list() instanceof VersionList.Known known ? known.versions() : List.of();
    }

    private @Nullable ListedVersion listed(ProviderAddress provider, ProviderVersion version) throws SQLException {
        return versions(provider).stream()
                .filter(each -> each.available().version().equals(version))
                .findFirst()
                .orElse(null);
    }

    private Optional<Hold> holdOf(
            ProviderAddress provider, ProviderVersion version, @Nullable ListedVersion listed, Decisions decisions) {
        Status decided = decisions.decided().get(version);
        if (decided == Status.WAIVED) {
            return Optional.empty();
        }
        if (decided == Status.REJECTED) {
            return Optional.of(new Hold(null, true));
        }
        VersionDates known = listed == null
                ? VersionDates.UNKNOWN
                : new VersionDates(
                        origin.datesVersions(provider), listed.publishedAt(), listed.seenSince(), listed.absentAt());
        return known.holdAt(decisions.at(), ages.of(provider));
    }
}
