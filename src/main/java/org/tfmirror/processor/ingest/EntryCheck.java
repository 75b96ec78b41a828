package org.tfmirror.processor.ingest;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.JobLocks;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.policy.Hold;
import org.tfmirror.policy.OnDemandPolicy;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.versions.AvailableVersions;
import org.tfmirror.versions.VersionHeldException;
import org.tfmirror.versions.VersionHolds;
import org.tfmirror.versions.VersionList;

/**
 * Lets a job bring the versions that are not held, or that it waives; and one made on demand only what may come so. Each is
 * asked anew for every package, by the policy of the replica that works on it. Thread-safe.
 */
public final class EntryCheck {

    private final AvailableVersions versions;
    private final VersionHolds holds;
    private final OnDemandPolicy onDemand;
    private final JobLocks jobs;

    public EntryCheck(AvailableVersions versions, VersionHolds holds, OnDemandPolicy onDemand, JobLocks jobs) {
        this.versions = versions;
        this.holds = holds;
        this.onDemand = onDemand;
        this.jobs = jobs;
    }

    /**
     * The origin's list now.
     *
     * @param free the versions that may come, in the origin's order
     * @param held the others
     */
    public record Listed(List<AvailableVersion> free, List<ProviderVersion> held) {}

    /** Asks the origin for its list, which is recorded for everybody. */
    public Listed list(long jobId, ProviderAddress provider, OriginRegistry origin)
            throws OriginException, SQLException {
        List<AvailableVersion> listed = versions.fetch(provider, origin);
        if (jobs.waivesHolds(jobId) || !(versions.known(provider) instanceof VersionList.Known known)) {
            return new Listed(listed, List.of());
        }
        Set<ProviderVersion> held =
                listed.stream().map(AvailableVersion::version).collect(Collectors.toSet());
        holds.free(provider, known.versions())
                .forEach(each -> held.remove(each.available().version()));
        return new Listed(
                listed.stream().filter(each -> !held.contains(each.version())).toList(),
                listed.stream()
                        .map(AvailableVersion::version)
                        .filter(held::contains)
                        .toList());
    }

    /**
     * Requires that a package which is not here may come.
     *
     * @throws NotAllowedException where the job was made on demand, and its provider does not come so
     * @throws VersionHeldException where its version is held, and the job does not waive that
     */
    public void require(long jobId, PackageId id, OriginRegistry origin)
            throws OriginException, SQLException, NotAllowedException, VersionHeldException {
        ProviderAddress provider = id.provider();
        if (!onDemand.allows(provider) && jobs.isMadeOnDemand(jobId)) {
            throw new NotAllowedException(provider);
        }
        if (holds.of(provider, id.version()).isEmpty() || jobs.waivesHolds(jobId)) {
            return;
        }
        if (holds.hasMinimumAge(provider)) {
            versions.fetch(provider, origin); // its age may be known now
        }
        refuseHeld(id, holds.asked(provider, id.version(), asker(jobId)));
    }

    /**
     * Requires that a package which somebody carries here may come. Asks no origin.
     *
     * @param publishedAt when its version was published; null where that is not known
     * @throws VersionHeldException where its version is held, and the job does not waive that
     */
    public void requireCarried(long jobId, PackageId id, @Nullable Instant publishedAt)
            throws SQLException, VersionHeldException {
        if (!jobs.waivesHolds(jobId)) {
            refuseHeld(id, holds.carried(id.provider(), id.version(), publishedAt, asker(jobId)));
        }
    }

    private static String asker(long jobId) {
        return "job/" + jobId;
    }

    private static void refuseHeld(PackageId id, Optional<Hold> hold) throws VersionHeldException {
        if (hold.isPresent()) {
            throw new VersionHeldException(id.provider(), id.version(), hold.get());
        }
    }
}
