package org.tfmirror.command.bundle;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tfmirror.bundle.BundleKeys;
import org.tfmirror.bundle.ManifestHead;
import org.tfmirror.bundle.ManifestSize;
import org.tfmirror.bundle.Receipt;
import org.tfmirror.bundle.Statement;
import org.tfmirror.catalog.stored.StoredPackages;
import org.tfmirror.catalog.stored.StoredPackages.Brief;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.job.JobSpec;
import org.tfmirror.provider.ConstraintRequest;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.storage.StorageException;

/** Finds out which packages a selection means, among those that are mirrored. Asks no origin. */
@Singleton
class BundlePlanner {

    private final StoredPackages packages;
    private final BundleSources sources;
    private final OwnStatements decided;
    private final Clock clock;

    BundlePlanner(StoredPackages packages, BundleSources sources, OwnStatements decided, Clock clock) {
        this.packages = packages;
        this.sources = sources;
        this.decided = decided;
        this.clock = clock;
    }

    BundlePlan plan(BundleSelection selection, long partSize) throws SQLException, StorageException {
        List<BundleSources.Base> bases = new ArrayList<>();
        for (String path : selection.since()) {
            bases.add(sources.base(path));
        }
        List<Brief> usable = packages.usable();
        JobSpec wanted = selection.wanted();
        Set<PackageId> named = wanted == null ? Set.of() : named(wanted, usable);
        List<Brief> chosen = usable.stream()
                .filter(each -> wanted == null || named.contains(each.id()))
                .filter(each -> bases.stream().noneMatch(base -> base.known().has(each.id(), each.sha256())))
                .toList();
        Set<PackageId> unknown = new LinkedHashSet<>(named);
        usable.forEach(each -> unknown.remove(each.id()));
        if (chosen.size() + unknown.size() > ManifestHead.MAX_PACKAGES) {
            throw CommandRefusedException.unprocessable(
                    "too_many_packages",
                    "more than %d packages in one bundle; name providers or versions"
                            .formatted(ManifestHead.MAX_PACKAGES));
        }
        BundlePlan plan = new BundlePlan(
                chosen,
                List.copyOf(unknown),
                bases.stream().map(BundleSources.Base::sha256).toList(),
                partSize);
        requireReadable(plan, decided.all());
        return plan;
    }

    /** Its manifest has to be one that the other side reads. */
    static void requireReadable(BundlePlan plan, List<Statement> statements) {
        List<PackageId> chosen = plan.packages().stream().map(Brief::id).toList();
        long size = ManifestSize.of(chosen, plan.unknown(), statements, plan.parts());
        if (size > ManifestHead.MAX_SIZE) {
            throw CommandRefusedException.unprocessable(
                    "manifest_too_large",
                    "the manifest of these %d packages would have about %d bytes, and no mirror reads one of more than %d;"
                                    .formatted(chosen.size(), size, ManifestHead.MAX_SIZE)
                            + " pack fewer at a time: name providers or versions, and the manifests before in since");
        }
    }

    byte[] receipt(BundleKeys keys) throws SQLException {
        List<String> lines = new ArrayList<>();
        packages.eachIntact(each -> lines.add(Receipt.line(each.id(), each.sha256())));
        return Receipt.write(lines, clock.instant(), keys);
    }

    /** The packages that are named, there or not, and those that constraints select among what is there. */
    private static Set<PackageId> named(JobSpec wanted, List<Brief> usable) {
        Set<PackageId> named = new LinkedHashSet<>(wanted.packages());
        Map<ProviderAddress, Set<ProviderVersion>> versions = new HashMap<>();
        usable.forEach(each -> versions.computeIfAbsent(each.id().provider(), provider -> new HashSet<>())
                .add(each.id().version()));
        for (ConstraintRequest each : wanted.constraints()) {
            Set<ProviderVersion> selected =
                    Set.copyOf(each.versions().selectFrom(versions.getOrDefault(each.provider(), Set.of())));
            usable.stream()
                    .map(Brief::id)
                    .filter(id -> id.provider().equals(each.provider())
                            && selected.contains(id.version())
                            && each.platforms().contains(id.platform()))
                    .forEach(named::add);
        }
        return named;
    }
}
