package org.tfmirror.local;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** What the sample registry offers, by the packages' names. Thread-safe. */
final class PublishedPackages {

    private final TreeMap<String, PublishedPackage> byName = new TreeMap<>();

    record PublishedPackage(PackageId id, ArchiveContent archive) {}

    /** Offers the package; its former bytes are gone. */
    synchronized void put(PackageId id, ArchiveContent archive) {
        byName.put(id.toString(), new PublishedPackage(id, archive));
    }

    synchronized Optional<PublishedPackage> find(PackageId id) {
        return Optional.ofNullable(byName.get(id.toString()));
    }

    /** The versions of a provider; empty where it is unknown. */
    synchronized List<ProviderVersion> versions(ProviderAddress provider) {
        return startingWith(provider + " ").map(PackageId::version).distinct().toList();
    }

    synchronized List<Platform> platforms(ProviderAddress provider, ProviderVersion version) {
        return startingWith(provider + " " + version + " ")
                .map(PackageId::platform)
                .toList();
    }

    /** The SHA256SUMS document of all platforms of a version; empty where there are none. */
    synchronized String shasums(ProviderAddress provider, ProviderVersion version) {
        StringBuilder document = new StringBuilder();
        startingWith(provider + " " + version + " ")
                .forEach(id -> document.append(archive(id).sha256())
                        .append("  ")
                        .append(id.archiveName())
                        .append('\n'));
        return document.toString();
    }

    private ArchiveContent archive(PackageId id) {
        return find(id).orElseThrow().archive();
    }

    /** The packages whose name, {@code provider version platform}, starts like this. */
    private Stream<PackageId> startingWith(String prefix) {
        return byName.subMap(prefix, prefix + Character.MAX_VALUE).values().stream()
                .map(PublishedPackage::id);
    }
}
