package org.tfmirror.origin;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderVersion;

/**
 * A version that an origin lists.
 *
 * @param protocols the plugin protocol versions, such as {@code 5.0}; empty where the registry says none
 * @param platforms empty where the registry does not say, so that it has to be asked for each
 */
public record AvailableVersion(ProviderVersion version, List<String> protocols, Set<Platform> platforms) {

    public AvailableVersion {
        Objects.requireNonNull(version);
        protocols = List.copyOf(protocols);
        platforms = Set.copyOf(platforms);
    }

    /** One whose protocols the registry does not say. */
    public AvailableVersion(ProviderVersion version, Set<Platform> platforms) {
        this(version, List.of(), platforms);
    }

    /** False only where the origin lists platforms, and this is not one of them. */
    public boolean mayHave(Platform platform) {
        return platforms.isEmpty() || platforms.contains(platform);
    }
}
