package org.tfmirror.processor.work;

import java.sql.SQLException;
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
import org.tfmirror.processor.ingest.EntryCheck;
import org.tfmirror.processor.ingest.StopSignal;
import org.tfmirror.processor.work.ConstraintException.AllHeld;
import org.tfmirror.processor.work.ConstraintException.NoVersionMatches;
import org.tfmirror.processor.work.ConstraintException.TooManyVersions;
import org.tfmirror.provider.ConstraintRequest;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** Finds the packages that a constraint selects among the versions that its registry lists now. Thread-safe. */
public final class ConstraintResolver {

    private final OriginRegistry registry;
    private final JobLimits limits;

    public ConstraintResolver(OriginRegistry registry, JobLimits limits) {
        this.registry = registry;
        this.limits = limits;
    }

    /** Gives the versions that an origin lists now, and which of them may come. */
    interface ListSource {
        EntryCheck.Listed list(ProviderAddress provider, OriginRegistry origin) throws OriginException, SQLException;
    }

    /** @throws ConstraintException where there is nothing to add, or more than may be */
    ResolvedPackages resolve(ConstraintRequest wanted, StopSignal signal, ListSource source)
            throws OriginException, SQLException, ConstraintException {
        Map<ProviderVersion, AvailableVersion> available = new LinkedHashMap<>();
        Cancellation cancellation = new Cancellation();
        signal.onStop(cancellation::cancel);
        EntryCheck.Listed listed = source.list(wanted.provider(), registry.cancelledBy(cancellation));
        listed.free().forEach(each -> available.put(each.version(), each));
        List<ProviderVersion> selected = wanted.versions().selectFrom(available.keySet());
        List<ProviderVersion> held = wanted.versions().selectFrom(listed.held());
        if (selected.isEmpty()) {
            throw held.isEmpty()
                    ? new NoVersionMatches(wanted, newestOf(available.keySet()))
                    : new AllHeld(wanted, held.get(0));
        }
        if (selected.size() > limits.maxVersionsPerConstraint()) {
            throw new TooManyVersions(wanted, selected.size(), limits.maxVersionsPerConstraint());
        }
        List<PackageId> packages = new ArrayList<>();
        List<ReleaseOrder> orders = new ArrayList<>();
        Set<Platform> missing = new LinkedHashSet<>(wanted.platforms());
        for (ProviderVersion version : selected) {
            AvailableVersion offered = Objects.requireNonNull(available.get(version));
            List<Platform> platforms =
                    wanted.platforms().stream().filter(offered::mayHave).toList();
            if (!platforms.isEmpty()) {
                platforms.forEach(platform -> packages.add(new PackageId(wanted.provider(), version, platform)));
                orders.add(order(wanted, offered, platforms));
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
                .orElse("the registry lists no versions");
    }
}
