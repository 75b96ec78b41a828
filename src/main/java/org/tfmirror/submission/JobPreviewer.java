package org.tfmirror.submission;

import jakarta.inject.Singleton;
import java.sql.SQLException;
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
import org.tfmirror.provider.ConstraintRequest;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.submission.JobPreview.Fault;
import org.tfmirror.submission.JobPreview.PreviewedPackage;

/** Says what a job would do, by the stored lists, and what is not known. Asks no origin. Thread-safe. */
@Singleton
public class JobPreviewer {

    private final CatalogOverview catalog;
    private final PreviewLists lists;
    private final JobLimits limits;

    JobPreviewer(CatalogOverview catalog, PreviewLists lists, JobLimits limits) {
        this.limits = limits;
        this.catalog = catalog;
        this.lists = lists;
    }

    public JobPreview preview(JobSpec spec) throws SQLException {
        PreviewLists.Open stored = lists.open();
        Set<PackageId> wanted = new LinkedHashSet<>();
        List<Fault> faults = expand(spec, stored, wanted);
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
            } else {
                String outcome = spec.waive() == null ? stored.outcome(each) : "fetch";
                packages.add(previewed(each, outcome, null));
                toFetch += outcome.equals("fetch") ? 1 : 0;
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

    private List<Fault> expand(JobSpec spec, PreviewLists.Open stored, Set<PackageId> wanted) throws SQLException {
        List<Fault> faults = new ArrayList<>();
        for (ConstraintRequest each : spec.constraints()) {
            PreviewLists.Stored list = stored.list(each.provider());
            if (list instanceof PreviewLists.Listed listed) {
                Set<ProviderVersion> held = spec.waive() == null ? listed.held() : Set.of();
                select(each, listed.all(), held, wanted, faults);
            } else if (list instanceof PreviewLists.NoProvider) {
                faults.add(fault(each, "not_found", "its origin has no such provider"));
            } else {
                faults.add(fault(
                        each,
                        JobPreview.LIST_UNKNOWN,
                        "the mirror has no list of its versions yet; the job fetches it"));
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
