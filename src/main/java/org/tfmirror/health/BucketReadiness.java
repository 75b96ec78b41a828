package org.tfmirror.health;

import jakarta.inject.Singleton;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageRefusedException;

/**
 * Ready only while the bucket is there and lets us in; else it tells why, in words of our own: anyone may read a probe, so
 * what the store answered and where it is stays in the log.
 */
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
        } catch (StorageRefusedException e) {
            return down(
                    e, e.reason().name().toLowerCase(Locale.ROOT), e.reason().hint());
        } catch (StorageException e) {
            return down(e, "unreachable", "the object store does not answer; check it and the network to it");
        }
    }

    private static HealthCheckResponse down(StorageException fault, String reason, String hint) {
        return HealthCheckResponse.named("bucket")
                .down()
                .withData("code", fault.code())
                .withData("reason", reason)
                .withData("hint", hint)
                .build();
    }
}
