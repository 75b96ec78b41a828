package org.tfmirror.command.subscription;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.tfmirror.catalog.IntactPackages;
import org.tfmirror.subscription.AbsentPackages;
import org.tfmirror.versions.VersionHolds;

/** Makes the application's {@link SubscriptionComparison}. */
@Singleton
class SubscriptionBeans {

    @Produces
    @Singleton
    SubscriptionComparison comparison(IntactPackages catalog, AbsentPackages absent, VersionHolds holds, Clock clock) {
        return new SubscriptionComparison(catalog, absent, holds::free, clock);
    }
}
