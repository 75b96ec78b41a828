package org.tfmirror.demand.archive;

import java.sql.SQLException;
import org.tfmirror.catalog.ServedPackages;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.policy.OnDemandPolicy;
import org.tfmirror.provider.PackageId;
import org.tfmirror.versions.VersionHolds;

/** Decides which packages may come on demand, and for which clients. Thread-safe. */
final class DemandRules {

    private final OnDemandPolicy policy;
    private final VersionHolds holds;
    private final ServedPackages packages;
    private final OriginRegistry origin;

    /** @param origin only asked whose packages are private */
    DemandRules(OnDemandPolicy policy, VersionHolds holds, ServedPackages packages, OriginRegistry origin) {
        this.policy = policy;
        this.holds = holds;
        this.packages = packages;
        this.origin = origin;
    }

    /**
     * What an operator has withdrawn does not come again, and what is held does not come yet.
     *
     * @param who is noted as asking for what is held
     */
    boolean mayCome(PackageId id, String who) throws SQLException {
        return policy.allows(id.provider())
                && !packages.isBlocked(id)
                && holds.asked(id.provider(), id.version(), who).isEmpty();
    }

    /** Also where an origin gave what vouches for it to a credential that is gone by now. */
    boolean isPrivate(PackageId id) throws SQLException {
        return origin.isPrivate(id.provider()) || packages.comesGuarded(id);
    }
}
