package org.tfmirror.command.subscription;

import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.IntactPackages;
import org.tfmirror.catalog.ListingRule;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.ReleaseOrder;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.provider.ConstraintRequest;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.provider.VersionConstraint;
import org.tfmirror.provider.VersionSelector;
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
     * The difference.
     *
     * @param missing packages to fetch, the newest version of each request first
     * @param doubtful those that the origin's list does not promise; the origin is asked for them by name first
     * @param orders how the versions of {@code missing} are to be listed
     * @param superfluous mirrored packages of these providers that no request wants, with their sizes
     * @param forgotten a package of each version that the mirror has and the origin's list lacks
     * @param absent wanted packages that the origin denied
     * @param unknown providers whose origins do not answer, with the reason
     * @param sizes of the mirrored packages
     */
    public record Difference(
            Set<PackageId> missing,
            Set<PackageId> doubtful,
            List<ReleaseOrder> orders,
            Map<PackageId, Long> superfluous,
            Set<PackageId> forgotten,
            Set<PackageId> absent,
            Map<ProviderAddress, String> unknown,
            Map<PackageId, Long> sizes) {

        /** How many versions are missing. */
        public int behind() {
            return (int) missing.stream().map(ReleaseId::of).distinct().count();
        }
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
        Work work = new Work(mirrored);
        for (Selection selection : selections) {
            @Nullable VersionList list = facts.lists().get(selection.provider());
            Map<ProviderVersion, ListedVersion> listed = new LinkedHashMap<>();
            if (list instanceof VersionList.Known known) {
                known.versions().forEach(each -> listed.put(each.available().version(), each));
                if (known.failing()) {
                    work.unknown.put(selection.provider(), "the origin does not answer; its last list counts");
                }
            } else {
                work.unknown.put(
                        selection.provider(),
                        list instanceof VersionList.Missing
                                ? "the origin has no such provider"
                                : "the origin has never answered with a list");
            }
            Set<ProviderVersion> held = facts.held().getOrDefault(selection.provider(), Set.of());
            selection.requests().forEach(request -> work.add(request, listed, held));
            if (list instanceof VersionList.Known known && !known.failing()) {
                work.forgotten(selection.provider(), listed.keySet());
            }
        }
        return work.difference(absent.among(work.doubtful, clock.instant()));
    }

    /** One comparison. */
    private final class Work {

        private final Map<PackageId, Long> mirrored;
        private final Set<PackageId> wanted = new HashSet<>();
        private final Set<PackageId> missing = new LinkedHashSet<>();
        private final Set<PackageId> doubtful = new LinkedHashSet<>();
        private final Map<ReleaseId, ReleaseOrder> orders = new LinkedHashMap<>();
        private final Set<PackageId> forgotten = new LinkedHashSet<>();
        private final Map<ProviderAddress, String> unknown = new LinkedHashMap<>();

        Work(Map<PackageId, Long> mirrored) {
            this.mirrored = mirrored;
        }

        void add(ConstraintRequest request, Map<ProviderVersion, ListedVersion> listed, Set<ProviderVersion> held) {
            @Nullable ProviderVersion exact = exact(request.unlimited());
            if (exact != null) {
                if (!held.contains(exact)) {
                    addExact(request, exact, listed.get(exact));
                }
                return;
            }
            Set<ProviderVersion> mayCome = new LinkedHashSet<>(listed.keySet());
            mayCome.removeAll(held);
            for (ProviderVersion version : request.versions().selectFrom(mayCome)) {
                @Nullable ListedVersion each = listed.get(version);
                if (each != null) {
                    addListed(request, each.available(), ListingRule.COMPLETE);
                }
            }
        }

        private void addExact(ConstraintRequest request, ProviderVersion version, @Nullable ListedVersion listed) {
            if (listed != null) {
                addListed(request, listed.available(), ListingRule.ORDERED);
                return;
            }
            ReleaseOrder order = new ReleaseOrder(
                    new ReleaseId(request.provider(), version),
                    ListingRule.ORDERED,
                    Set.copyOf(request.platforms()),
                    null);
            for (Platform platform : request.platforms()) {
                add(new PackageId(request.provider(), version, platform), true, order);
            }
        }

        private void addListed(ConstraintRequest request, AvailableVersion version, ListingRule rule) {
            List<Platform> platforms =
                    request.platforms().stream().filter(version::mayHave).toList();
            @Nullable Set<Platform> offered = version.platforms().isEmpty() ? null : version.platforms();
            ReleaseOrder order = new ReleaseOrder(
                    new ReleaseId(request.provider(), version.version()), rule, Set.copyOf(platforms), offered);
            for (Platform platform : platforms) {
                add(new PackageId(request.provider(), version.version(), platform), offered == null, order);
            }
        }

        private void add(PackageId id, boolean doubt, ReleaseOrder order) {
            wanted.add(id);
            if (mirrored.containsKey(id)) {
                return;
            }
            missing.add(id);
            if (doubt) {
                doubtful.add(id);
            }
            orders.merge(order.release(), order, SubscriptionComparison::both);
        }

        void forgotten(ProviderAddress provider, Set<ProviderVersion> listed) {
            Map<ProviderVersion, PackageId> lacking = new HashMap<>();
            for (PackageId each : mirrored.keySet()) {
                if (each.provider().equals(provider) && !listed.contains(each.version())) {
                    lacking.merge(each.version(), each, (one, other) -> one);
                }
            }
            forgotten.addAll(lacking.values());
        }

        Difference difference(Set<PackageId> denied) {
            missing.removeAll(denied);
            doubtful.removeAll(denied);
            Map<PackageId, Long> superfluous = new LinkedHashMap<>(mirrored);
            superfluous.keySet().removeAll(wanted);
            unknown.keySet()
                    .forEach(provider -> superfluous
                            .keySet()
                            .removeIf(each -> each.provider().equals(provider)));
            return new Difference(
                    missing, doubtful, List.copyOf(orders.values()), superfluous, forgotten, denied, unknown, mirrored);
        }
    }

    private static @Nullable ProviderVersion exact(VersionSelector selector) {
        return selector instanceof VersionConstraint constraint
                ? constraint.exact().orElse(null)
                : null;
    }

    /** Two selections may want different platforms of a version; the rule that waits for less counts. */
    private static ReleaseOrder both(ReleaseOrder one, ReleaseOrder other) {
        Set<Platform> platforms = new HashSet<>(one.ordered());
        platforms.addAll(other.ordered());
        ListingRule rule = one.rule().compareTo(other.rule()) >= 0 ? one.rule() : other.rule();
        return new ReleaseOrder(one.release(), rule, platforms, one.offered());
    }
}
