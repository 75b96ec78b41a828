package org.tfmirror.catalog.stored;

import java.util.HashMap;
import java.util.Map;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** Makes very many packages small: what is equal in their names is there once. Not thread-safe. */
final class SharedNames {

    private final Map<ProviderAddress, ProviderAddress> providers = new HashMap<>();
    private final Map<ProviderVersion, ProviderVersion> versions = new HashMap<>();
    private final Map<Platform, Platform> platforms = new HashMap<>();

    PackageId of(PackageId id) {
        return new PackageId(
                shared(providers, id.provider()), shared(versions, id.version()), shared(platforms, id.platform()));
    }

    private static <T> T shared(Map<T, T> known, T value) {
        T before = known.putIfAbsent(value, value);
        return before == null ? value : before;
    }
}
