package org.tfmirror.job;

import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.ConstraintRequest;
import org.tfmirror.provider.LockedHashes;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/**
 * The content of a job; empty where a lock file locks nothing.
 *
 * @param packages in the order they are to be fetched; repeated ones count once
 * @param constraints to be replaced by the packages they select when the job starts; repeated ones count once
 * @param locks what packages have to be, where a lock file says so; no version twice
 * @param listAsIs whether the versions are listed without waiting for all their platforms
 * @param warnings what its submitter should know although nothing is wrong with it
 * @param waive why versions come that are held; null where they do not
 */
public record JobSpec(
        List<PackageId> packages,
        List<ConstraintRequest> constraints,
        List<VersionLock> locks,
        boolean listAsIs,
        List<String> warnings,
        @Nullable String waive) {

    /** The lock file's entry for one version of a provider. */
    public record VersionLock(ProviderAddress provider, ProviderVersion version, LockedHashes hashes) {}

    /** Without a waiver. */
    public JobSpec(
            List<PackageId> packages,
            List<ConstraintRequest> constraints,
            List<VersionLock> locks,
            boolean listAsIs,
            List<String> warnings) {
        this(packages, constraints, locks, listAsIs, warnings, null);
    }

    /** The same, but versions come that are held, for this reason; null for none. */
    public JobSpec waiving(@Nullable String reason) {
        return new JobSpec(packages, constraints, locks, listAsIs, warnings, reason);
    }

    /** Without a lock. */
    public JobSpec(List<PackageId> packages, List<ConstraintRequest> constraints, boolean listAsIs) {
        this(packages, constraints, List.of(), listAsIs);
    }

    /** Without a warning. */
    public JobSpec(
            List<PackageId> packages, List<ConstraintRequest> constraints, List<VersionLock> locks, boolean listAsIs) {
        this(packages, constraints, locks, listAsIs, List.of());
    }

    public JobSpec {
        packages = List.copyOf(new LinkedHashSet<>(packages));
        constraints = List.copyOf(new LinkedHashSet<>(constraints));
        locks = List.copyOf(locks);
        warnings = List.copyOf(warnings);
    }

    /** The same for the same spec, and for no others; of packages alone, as it has always been. */
    public String canonicalText() {
        String wanted = constraints.isEmpty() ? packages.toString() : packages + " " + constraints;
        String locked = locks.isEmpty() ? wanted : wanted + " " + locks;
        String listed = listAsIs ? locked + " list_as_is" : locked;
        return waive == null ? listed : listed + " waive " + waive;
    }
}
