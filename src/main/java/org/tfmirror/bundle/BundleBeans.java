package org.tfmirror.bundle;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Reads the keys once; a wrong one ends the start. */
@Singleton
class BundleBeans {

    @Startup
    @Produces
    @Singleton
    BundleKeys keys(BundleConfig config) {
        return BundleKeys.of(config);
    }
}
