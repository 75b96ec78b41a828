package org.tfmirror.provider;

import java.util.Objects;
import java.util.Optional;

/** The identity of an archive: a provider, a version, and the platform it is built for. */
public record PackageId(ProviderAddress provider, ProviderVersion version, Platform platform) implements ItemSpec {

    private static final String ZIP = ".zip";

    public PackageId {
        Objects.requireNonNull(provider);
        Objects.requireNonNull(version);
        Objects.requireNonNull(platform);
    }

    /** The package of this provider whose {@link #archiveName()} is exactly this; empty where there can be none. */
    public static Optional<PackageId> ofArchiveName(ProviderAddress provider, String name) {
        String prefix = "terraform-provider-" + provider.type() + "_";
        int versionEnd = name.indexOf('_', prefix.length());
        if (!name.startsWith(prefix) || !name.endsWith(ZIP) || versionEnd < 0) {
            return Optional.empty();
        }
        try {
            PackageId id = new PackageId(
                    provider,
                    ProviderVersion.parse(name.substring(prefix.length(), versionEnd)),
                    Platform.parse(name.substring(versionEnd + 1, name.length() - ZIP.length())));
            return Optional.of(id).filter(found -> found.archiveName().equals(name));
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    /** The archive's conventional file name, {@code terraform-provider-TYPE_VERSION_OS_ARCH.zip}. */
    public String archiveName() {
        return "terraform-provider-%s_%s_%s".formatted(provider.type(), version, platform) + ZIP;
    }

    @Override
    public String versionText() {
        return version.toString();
    }

    @Override
    public String platformText() {
        return platform.toString();
    }

    @Override
    public String toString() {
        return provider + " " + version + " " + platform;
    }
}
