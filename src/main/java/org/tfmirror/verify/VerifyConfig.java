package org.tfmirror.verify;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How verification is configured. */
@ConfigMapping(prefix = "tfmirror.verify")
public interface VerifyConfig {

    /**
     * {@code hostname/namespace} to the fingerprints of the only primary keys that may sign for it. Written
     * {@code tfmirror.verify.pinned-keys."registry.terraform.io/acme"=FINGERPRINT,FINGERPRINT}; from the environment
     * only by {@code SMALLRYE_CONFIG_LOCATIONS} or another file, as variable names cannot hold such keys.
     */
    Map<String, List<String>> pinnedKeys();

    /**
     * Fingerprints of keys that vouch for nothing any longer, primary or signing, comma-separated, even if the registry
     * still lists them. {@code TFMIRROR_VERIFY_REVOKED_KEYS}.
     */
    Optional<List<String>> revokedKeys();

    /**
     * Registries that need not sign where they list no keys, such as {@code registry.opentofu.org}; none unless named.
     * {@code TFMIRROR_VERIFY_UNSIGNED_HOSTNAMES}.
     */
    Optional<Set<String>> unsignedHostnames();

    /** How many bytes an archive may inflate to. {@code TFMIRROR_VERIFY_MAX_INFLATED_SIZE}. */
    @WithDefault("8G")
    MemorySize maxInflatedSize();

    /** How many bytes may inflate from one, past the first 16 MiB. {@code TFMIRROR_VERIFY_MAX_RATIO}. */
    @WithDefault("200")
    long maxRatio();

    /** How many files and directories an archive may have. {@code TFMIRROR_VERIFY_MAX_ENTRIES}. */
    @WithDefault("100000")
    int maxEntries();
}
