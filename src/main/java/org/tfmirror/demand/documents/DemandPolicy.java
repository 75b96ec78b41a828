package org.tfmirror.demand.documents;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.ServedPackages;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.policy.OnDemandPolicy;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.versions.ListedVersion;
import org.tfmirror.versions.VersionHolds;

/**
 * Decides which of the versions that an origin lists may be offered to clients.
 *
 * @param packages what is here, served or not
 */
record DemandPolicy(OnDemandPolicy policy, VersionHolds holds, ServedPackages packages) {

    boolean allows(ProviderAddress provider) {
        return policy.allows(provider);
    }

    /** The versions that are not held, and of which no package is blocked or damaged here. */
    List<AvailableVersion> offered(ProviderAddress provider, List<ListedVersion> versions) throws SQLException {
        Set<String> withheld = packages.withheldVersions(provider);
        return holds.free(provider, versions).stream()
                .map(ListedVersion::available)
                .filter(each -> !withheld.contains(each.version().toString()))
                .toList();
    }

    /** Whether nothing of a version comes: it is held, or a package of it is blocked or damaged here. */
    boolean isWithheld(ReleaseId release) throws SQLException {
        return packages.withheldVersions(release.provider())
                        .contains(release.version().toString())
                || holds.of(release.provider(), release.version()).isPresent();
    }

    /** Whether a version does not come because it is held; notes who asks. */
    boolean isHeld(ReleaseId release, String who) throws SQLException {
        return holds.asked(release.provider(), release.version(), who).isPresent();
    }
}
