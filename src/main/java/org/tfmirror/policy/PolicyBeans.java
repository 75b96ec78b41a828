package org.tfmirror.policy;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** The policy as configured; a malformed pattern stops the start. */
@Singleton
class PolicyBeans {

    @Produces
    @Singleton
    @Startup
    OnDemandPolicy onDemandPolicy(OnDemandConfig config) {
        return OnDemandPolicy.of(config.allow().orElse(List.of()), config.deny().orElse(List.of()));
    }

    @Produces
    @Singleton
    @Startup
    MinimumAge minimumAge(PolicyConfig config) {
        return MinimumAge.of(config.minimumAge());
    }
}
