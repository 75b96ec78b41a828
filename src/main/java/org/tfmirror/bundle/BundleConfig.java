package org.tfmirror.bundle;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How packages are carried into and out of closed networks. */
@ConfigMapping(prefix = "tfmirror.bundle")
public interface BundleConfig {

    /** The Ed25519 key that signs manifests and receipts: PKCS #8, as PEM or its base64. Without it nothing is exported. */
    Optional<String> signingKey();

    /** The Ed25519 public keys whose bundles are imported: each as PEM or its base64. Without any nothing is imported. */
    Optional<List<String>> trustedKeys();

    /** The size of a part where a request names none; a package larger than that gets a part of its own. */
    @WithDefault("4G")
    MemorySize partSize();

    /** How long the files of a bundle stay in the bucket that was packed here, or uploaded and imported. */
    @WithDefault("30d")
    @DurationMin(minutes = 1)
    @DurationMax(days = 3650)
    Duration retention();
}
