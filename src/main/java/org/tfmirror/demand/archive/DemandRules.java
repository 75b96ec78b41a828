package org.tfmirror.demand.archive;

import java.sql.SQLException;
import org.tfmirror.catalog.ServedPackages;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.policy.OnDemandPolicy;
import org.tfmirror.provider.PackageId;

/** Says what may come because a client asks for it, and for whom. Thread-safe. */
final class DemandRules {

    private final OnDemandPolicy policy;
    private final ServedPackages packages;
    private final OriginRegistry origin;

    /** @param origin only asked whose packages are private */
    DemandRules(OnDemandPolicy policy, ServedPackages packages, OriginRegistry origin) {
        this.policy = policy;
        this.packages = packages;
        this.origin = origin;
    }

    /** What an operator has withdrawn does not come again. */
    boolean mayCome(PackageId id) throws SQLException {
        return policy.allows(id.provider()) && !packages.isBlocked(id);
    }

    boolean isPrivate(PackageId id) {
        return origin.isPrivate(id.provider());
    }
}
