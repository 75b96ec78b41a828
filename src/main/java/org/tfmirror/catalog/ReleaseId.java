package org.tfmirror.catalog;

import java.util.Objects;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** A version of a provider, whatever its platforms. */
public record ReleaseId(ProviderAddress provider, ProviderVersion version) {

    public ReleaseId {
        Objects.requireNonNull(provider);
        Objects.requireNonNull(version);
    }

    /** The version that a package is of. */
    public static ReleaseId of(PackageId id) {
        return new ReleaseId(id.provider(), id.version());
    }

    @Override
    public String toString() {
        return provider + " " + version;
    }
}
