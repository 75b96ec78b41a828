package org.tfmirror.health;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.StorageException;

/** Ready only while the bucket is there and lets us in. */
@Readiness
@Singleton
class BucketReadiness implements HealthCheck {

    private final ObjectStore store;

    BucketReadiness(ObjectStore store) {
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        try {
            store.check();
            return HealthCheckResponse.up("bucket");
        } catch (StorageException e) {
            return HealthCheckResponse.named("bucket")
                    .down()
                    .withData("code", e.code())
                    .build();
        }
    }
}
