package org.tfmirror.command.subscription;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
import org.tfmirror.versions.ListedVersion;

/** Builds a {@link Difference}, request by request. For one thread. */
final class DifferenceBuilder {

    private final Map<PackageId, Long> mirrored;
    private final Set<PackageId> wanted = new HashSet<>();
    private final Set<PackageId> missing = new LinkedHashSet<>();
    private final Set<PackageId> doubtful = new LinkedHashSet<>();
    private final Map<ReleaseId, ReleaseOrder> orders = new LinkedHashMap<>();
    private final Set<PackageId> forgotten = new LinkedHashSet<>();
    private final Map<ProviderAddress, String> unknown = new LinkedHashMap<>();

    DifferenceBuilder(Map<PackageId, Long> mirrored) {
        this.mirrored = mirrored;
    }

    /**
     * Adds what a request selects of the versions that the origin lists.
     *
     * @param held versions that may not come
     */
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
                new ReleaseId(request.provider(), version), ListingRule.ORDERED, Set.copyOf(request.platforms()), null);
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
        orders.merge(order.release(), order, DifferenceBuilder::both);
    }

    /** Packages that the origin's list does not promise. */
    Set<PackageId> doubtful() {
        return Collections.unmodifiableSet(doubtful);
    }

    /** Notes why the origin's list does not tell all. */
    void unknown(ProviderAddress provider, String reason) {
        unknown.put(provider, reason);
    }

    /** Notes what the mirror has of a provider and the origin's list lacks. */
    void forgotten(ProviderAddress provider, Set<ProviderVersion> listed) {
        Map<ProviderVersion, PackageId> lacking = new HashMap<>();
        for (PackageId each : mirrored.keySet()) {
            if (each.provider().equals(provider) && !listed.contains(each.version())) {
                lacking.merge(each.version(), each, (one, other) -> one);
            }
        }
        forgotten.addAll(lacking.values());
    }

    /** @param denied doubtful packages that the origin does not have */
    Difference build(Set<PackageId> denied) {
        missing.removeAll(denied);
        doubtful.removeAll(denied);
        Map<PackageId, Long> superfluous = new LinkedHashMap<>(mirrored);
        superfluous.keySet().removeAll(wanted);
        unknown.keySet()
                .forEach(provider ->
                        superfluous.keySet().removeIf(each -> each.provider().equals(provider)));
        return new Difference(
                missing, doubtful, List.copyOf(orders.values()), superfluous, forgotten, denied, unknown, mirrored);
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
