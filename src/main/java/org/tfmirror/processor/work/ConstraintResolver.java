package org.tfmirror.processor.work;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.tfmirror.catalog.ListingRule;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.ReleaseOrder;
import org.tfmirror.job.JobLimits;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.processor.ingest.StopSignal;
import org.tfmirror.processor.work.ConstraintException.NoVersionMatches;
import org.tfmirror.processor.work.ConstraintException.TooManyVersions;
import org.tfmirror.provider.ConstraintRequest;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderVersion;

/** Finds out which packages a constraint stands for, by what its registry lists now. Thread-safe. */
public final class ConstraintResolver {

    private final OriginRegistry registry;
    private final JobLimits limits;

    public ConstraintResolver(OriginRegistry registry, JobLimits limits) {
        this.registry = registry;
        this.limits = limits;
    }

    /** @throws ConstraintException where there is nothing to add, or more than may be */
    ResolvedPackages resolve(ConstraintRequest wanted, StopSignal signal) throws OriginException, ConstraintException {
        Map<ProviderVersion, AvailableVersion> available = new LinkedHashMap<>();
        Cancellation cancellation = new Cancellation();
        signal.onStop(cancellation::cancel);
        registry.cancelledBy(cancellation)
                .availableVersions(wanted.provider())
                .forEach(each -> available.put(each.version(), each));
        List<ProviderVersion> selected = wanted.versions().selectFrom(available.keySet());
        if (selected.isEmpty()) {
            throw new NoVersionMatches(wanted, newestOf(available.keySet()));
        }
        if (selected.size() > limits.maxVersionsPerConstraint()) {
            throw new TooManyVersions(wanted, selected.size(), limits.maxVersionsPerConstraint());
        }
        List<PackageId> packages = new ArrayList<>();
        List<ReleaseOrder> orders = new ArrayList<>();
        Set<Platform> missing = new LinkedHashSet<>(wanted.platforms());
        for (ProviderVersion version : selected) {
            AvailableVersion listed = Objects.requireNonNull(available.get(version));
            List<Platform> platforms =
                    wanted.platforms().stream().filter(listed::mayHave).toList();
            if (!platforms.isEmpty()) {
                platforms.forEach(platform -> packages.add(new PackageId(wanted.provider(), version, platform)));
                orders.add(order(wanted, listed, platforms));
                platforms.forEach(missing::remove);
            }
        }
        return new ResolvedPackages(wanted, packages, orders, missing);
    }

    private static ReleaseOrder order(ConstraintRequest wanted, AvailableVersion listed, List<Platform> platforms) {
        return new ReleaseOrder(
                new ReleaseId(wanted.provider(), listed.version()),
                ListingRule.COMPLETE,
                Set.copyOf(platforms),
                listed.platforms().isEmpty() ? null : listed.platforms());
    }

    private static String newestOf(Set<ProviderVersion> available) {
        Optional<ProviderVersion> release =
                available.stream().filter(version -> !version.isPrerelease()).max(Comparator.naturalOrder());
        return release.or(() -> available.stream().max(Comparator.naturalOrder()))
                .map(newest -> "the newest is " + newest)
                .orElse("the registry lists none at all");
    }
}
