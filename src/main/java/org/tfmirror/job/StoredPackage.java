package org.tfmirror.job;

import java.util.Objects;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/**
 * The package of an item as its row has it: text that was valid when it was written, by this release or another. It is
 * read when its turn comes, so that a row that makes no sense spoils its own item and nothing else.
 */
public record StoredPackage(String hostname, String namespace, String type, String version, String os, String arch) {

    public StoredPackage {
        Objects.requireNonNull(hostname);
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(type);
        Objects.requireNonNull(version);
        Objects.requireNonNull(os);
        Objects.requireNonNull(arch);
    }

    /** The provider, {@code hostname/namespace/type}. */
    public String source() {
        return hostname + "/" + namespace + "/" + type;
    }

    public String platform() {
        return os + "_" + arch;
    }

    /** @throws UnreadableItemException if a part of it is no name, version or platform */
    public PackageId parse() {
        try {
            return new PackageId(
                    new ProviderAddress(hostname, namespace, type),
                    ProviderVersion.parse(version),
                    new Platform(os, arch));
        } catch (InvalidNameException e) {
            throw new UnreadableItemException(e);
        }
    }

    @Override
    public String toString() {
        return source() + " " + version + " " + platform();
    }
}
