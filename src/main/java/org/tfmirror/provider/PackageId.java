package org.tfmirror.provider;

import java.util.Objects;

/** What one archive is: a provider, a version of it, and the platform it is built for. */
public record PackageId(ProviderAddress provider, ProviderVersion version, Platform platform) implements Wanted {

    public PackageId {
        Objects.requireNonNull(provider);
        Objects.requireNonNull(version);
        Objects.requireNonNull(platform);
    }

    /** The archive's conventional file name, {@code terraform-provider-TYPE_VERSION_OS_ARCH.zip}. */
    public String archiveName() {
        return "terraform-provider-%s_%s_%s.zip".formatted(provider.type(), version, platform);
    }

    @Override
    public String toString() {
        return provider + " " + version + " " + platform;
    }
}
