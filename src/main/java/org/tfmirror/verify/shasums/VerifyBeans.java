package org.tfmirror.verify.shasums;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.VerifyConfig;

/** The verifier and the limits as configured; a malformed pin stops the start. */
@ApplicationScoped
class VerifyBeans {

    @Produces
    @Singleton
    ShasumsVerifier shasumsVerifier(VerifyConfig config, Clock clock) {
        Set<String> unsigned = config.unsignedHostnames().orElse(Set.of());
        List<String> revoked = config.revokedKeys().orElse(List.of());
        return new ShasumsVerifier(KeyPolicy.of(config.pinnedKeys(), unsigned).withRevoked(revoked), clock);
    }

    @Produces
    @Singleton
    ArchiveLimits archiveLimits(VerifyConfig config) {
        return new ArchiveLimits(config.maxInflatedSize().asLongValue(), config.maxRatio(), config.maxEntries());
    }
}
