package org.tfmirror.submission;

import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.Integrity;
import org.tfmirror.catalog.view.CatalogOverview;
import org.tfmirror.catalog.view.CatalogOverview.Held;
import org.tfmirror.job.JobLimits;
import org.tfmirror.job.JobSpec;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginException;
import org.tfmirror.provider.ConstraintRequest;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.submission.JobPreview.Fault;
import org.tfmirror.submission.JobPreview.PreviewedPackage;

/**
 * Says what a job would do, and does none of it: origins are asked for their lists of versions, once for each
 * provider with a constraint or whose versions are held by age, and all of it within ten seconds. Thread-safe.
 */
@Singleton
public class JobPreviewer {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final CatalogOverview catalog;
    private final PreviewLists lists;
    private final JobLimits limits;
    private final Vertx vertx;

    JobPreviewer(CatalogOverview catalog, PreviewLists lists, JobLimits limits, Vertx vertx) {
        this.limits = limits;
        this.catalog = catalog;
        this.lists = lists;
        this.vertx = vertx;
    }

    public JobPreview preview(JobSpec spec) throws SQLException {
        Cancellation cancellation = new Cancellation();
        long timer = vertx.setTimer(LIMIT.toMillis(), late -> cancellation.cancel());
        try {
            return preview(spec, lists.open(cancellation));
        } finally {
            vertx.cancelTimer(timer);
        }
    }

    private JobPreview preview(JobSpec spec, PreviewLists.Open origins) throws SQLException {
        Set<PackageId> wanted = new LinkedHashSet<>();
        List<Fault> faults = expand(spec, origins, wanted);
        wanted.addAll(spec.packages());
        Map<ProviderAddress, Map<PackageId, Held>> mirrored = new HashMap<>();
        List<PreviewedPackage> packages = new ArrayList<>();
        int toFetch = 0;
        for (PackageId each : wanted) {
            Map<PackageId, Held> ofProvider = mirrored.get(each.provider());
            if (ofProvider == null) {
                ofProvider = mirrored(each.provider());
                mirrored.put(each.provider(), ofProvider);
            }
            Held there = ofProvider.get(each);
            if (there != null && there.integrity() == Integrity.INTACT) {
                packages.add(previewed(each, there.blocked() ? "blocked" : "mirrored", there.bytes()));
            } else if (spec.waive() == null && origins.isHeld(each)) {
                packages.add(previewed(each, "held", null));
            } else {
                packages.add(previewed(each, "fetch", null));
                toFetch++;
            }
        }
        return new JobPreview(packages, faults, toFetch);
    }

    private static PreviewedPackage previewed(PackageId id, String outcome, @Nullable Long bytes) {
        return new PreviewedPackage(
                id.provider().toString(), id.version().toString(), id.platform().toString(), outcome, bytes);
    }

    private Map<PackageId, Held> mirrored(ProviderAddress provider) throws SQLException {
        Map<PackageId, Held> packages = new HashMap<>();
        catalog.packages(provider).forEach(each -> packages.put(each.name(), each));
        return packages;
    }

    private List<Fault> expand(JobSpec spec, PreviewLists.Open origins, Set<PackageId> wanted) throws SQLException {
        List<Fault> faults = new ArrayList<>();
        for (ConstraintRequest each : spec.constraints()) {
            try {
                PreviewLists.Listed listed = origins.list(each.provider());
                Set<ProviderVersion> held = spec.waive() == null ? listed.held() : Set.of();
                select(each, listed.all(), held, wanted, faults);
            } catch (OriginException e) {
                faults.add(fault(each, e.code(), String.valueOf(e.getMessage())));
            }
        }
        return faults;
    }

    /** Those that the job would bring, and those that it would if they were not held. */
    private void select(
            ConstraintRequest request,
            List<AvailableVersion> list,
            Set<ProviderVersion> held,
            Set<PackageId> wanted,
            List<Fault> faults) {
        Map<ProviderVersion, AvailableVersion> available = new LinkedHashMap<>();
        list.forEach(each -> available.put(each.version(), each));
        List<ProviderVersion> free = request.versions()
                .selectFrom(available.keySet().stream()
                        .filter(each -> !held.contains(each))
                        .toList());
        Set<ProviderVersion> selected = new LinkedHashSet<>(free);
        request.versions().selectFrom(available.keySet()).stream()
                .filter(held::contains)
                .forEach(selected::add);
        if (selected.isEmpty()) {
            faults.add(fault(request, "no_version_matches", "no version that its origin lists matches"));
        } else if (free.isEmpty()) {
            faults.add(fault(request, "version_held", "every version that matches is held"));
        }
        if (free.size() > limits.maxVersionsPerConstraint()) {
            faults.add(fault(
                    request,
                    "too_many_versions",
                    "%d versions match, and a constraint may bring %d"
                            .formatted(free.size(), limits.maxVersionsPerConstraint())));
            return;
        }
        int before = wanted.size();
        for (ProviderVersion version : selected) {
            for (Platform platform : request.platforms()) {
                AvailableVersion listed = available.get(version);
                if (listed != null && listed.mayHave(platform)) {
                    wanted.add(new PackageId(request.provider(), version, platform));
                }
            }
        }
        if (!selected.isEmpty() && wanted.size() == before) {
            faults.add(fault(request, "platform_not_offered", "its origin offers none of these platforms"));
        }
    }

    private static Fault fault(ConstraintRequest request, String code, String message) {
        return new Fault(request.provider().toString(), request.versions().toString(), code, message);
    }
}
