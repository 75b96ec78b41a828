package org.tfmirror.origin;

import java.util.Objects;
import java.util.Set;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderVersion;

/**
 * A version that a registry lists.
 *
 * @param platforms empty where the registry does not say, so that it has to be asked for each
 */
public record AvailableVersion(ProviderVersion version, Set<Platform> platforms) {

    public AvailableVersion {
        Objects.requireNonNull(version);
        platforms = Set.copyOf(platforms);
    }

    /** False only where the registry lists platforms, and this is none of them. */
    public boolean mayHave(Platform platform) {
        return platforms.isEmpty() || platforms.contains(platform);
    }
}
