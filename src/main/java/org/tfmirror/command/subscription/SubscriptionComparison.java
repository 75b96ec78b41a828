package org.tfmirror.command.subscription;

import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.IntactPackages;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.subscription.AbsentPackages;
import org.tfmirror.subscription.Selection;
import org.tfmirror.versions.ListedVersion;
import org.tfmirror.versions.VersionList;

/**
 * Compares a subscription's requests with the lists of origins and the packages of the mirror. It asks no origin.
 * Thread-safe.
 */
public final class SubscriptionComparison {

    /** Decides which of the versions that an origin lists may come by themselves. */
    @FunctionalInterface
    public interface VersionPolicy {

        /** Those of each provider that may come now. */
        Map<ProviderAddress, List<ListedVersion>> free(Map<ProviderAddress, List<ListedVersion>> versions)
                throws SQLException;
    }

    private final IntactPackages catalog;
    private final AbsentPackages absent;
    private final VersionPolicy policy;
    private final Clock clock;

    public SubscriptionComparison(IntactPackages catalog, AbsentPackages absent, VersionPolicy policy, Clock clock) {
        this.catalog = catalog;
        this.absent = absent;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * What counts of some providers at one moment.
     *
     * @param mirrored what the mirror has of them, with sizes
     * @param held what may not come of them; what is mirrored stays wanted
     */
    public record Facts(
            Map<ProviderAddress, VersionList> lists,
            Map<ProviderAddress, Map<PackageId, Long>> mirrored,
            Map<ProviderAddress, Set<ProviderVersion>> held) {}

    /** Reads by a statement each, however many providers there are and however many subscriptions want them. */
    public Facts facts(Map<ProviderAddress, VersionList> lists) throws SQLException {
        Map<ProviderAddress, Map<PackageId, Long>> mirrored = catalog.of(lists.keySet());
        Map<ProviderAddress, List<ListedVersion>> entering = new HashMap<>();
        lists.forEach((provider, list) -> {
            Set<PackageId> there = mirrored.getOrDefault(provider, Map.of()).keySet();
            Set<ProviderVersion> releases =
                    there.stream().map(PackageId::version).collect(Collectors.toSet());
            if (list instanceof VersionList.Known known) {
                List<ListedVersion> others = known.versions().stream()
                        .filter(each -> !releases.contains(each.available().version()))
                        .toList();
                if (!others.isEmpty()) {
                    entering.put(provider, others);
                }
            }
        });
        return new Facts(lists, mirrored, entering.isEmpty() ? Map.of() : held(entering));
    }

    private Map<ProviderAddress, Set<ProviderVersion>> held(Map<ProviderAddress, List<ListedVersion>> entering)
            throws SQLException {
        Map<ProviderAddress, Set<ProviderVersion>> held = new HashMap<>();
        Map<ProviderAddress, List<ListedVersion>> free = policy.free(entering);
        entering.forEach((provider, versions) -> {
            Set<ProviderVersion> those = versions(versions);
            those.removeAll(versions(free.getOrDefault(provider, List.of())));
            held.put(provider, those);
        });
        return held;
    }

    private static Set<ProviderVersion> versions(List<ListedVersion> versions) {
        return versions.stream().map(each -> each.available().version()).collect(Collectors.toCollection(HashSet::new));
    }

    /** Compares what is wanted with the facts of its providers. */
    public Difference compare(List<Selection> selections, Facts facts) throws SQLException {
        Map<PackageId, Long> mirrored = new HashMap<>();
        selections.forEach(each -> mirrored.putAll(facts.mirrored().getOrDefault(each.provider(), Map.of())));
        DifferenceBuilder difference = new DifferenceBuilder(mirrored);
        for (Selection selection : selections) {
            @Nullable VersionList list = facts.lists().get(selection.provider());
            Map<ProviderVersion, ListedVersion> listed = new LinkedHashMap<>();
            if (list instanceof VersionList.Known known) {
                known.versions().forEach(each -> listed.put(each.available().version(), each));
                if (known.failing()) {
                    difference.unknown(selection.provider(), "the origin does not answer; its last list is used");
                }
            } else {
                difference.unknown(
                        selection.provider(),
                        list instanceof VersionList.Missing
                                ? "the origin has no such provider"
                                : "the origin has never answered with a list");
            }
            Set<ProviderVersion> held = facts.held().getOrDefault(selection.provider(), Set.of());
            selection.requests().forEach(request -> difference.add(request, listed, held));
            if (list instanceof VersionList.Known known && !known.failing()) {
                difference.forgotten(selection.provider(), listed.keySet());
            }
        }
        return difference.build(absent.among(difference.doubtful(), clock.instant()));
    }
}
