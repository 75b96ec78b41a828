package org.tfmirror.mirror;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tfmirror.catalog.ServedPackages;
import org.tfmirror.delivery.access.MirrorAccessPolicy;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** Answers the protocol's questions from the catalog alone. */
@Singleton
class MirrorDocuments {

    private final ServedPackages packages;
    private final MirrorAccessPolicy access;

    MirrorDocuments(ServedPackages packages, MirrorAccessPolicy access) {
        this.packages = packages;
        this.access = access;
    }

    /**
     * Empty where nothing of the provider is mirrored: a client then goes on to its next installation method.
     *
     * @param guarded whether versions count that need a token
     */
    Optional<VersionIndex> versions(ProviderAddress provider, boolean guarded) throws SQLException {
        SortedMap<String, Map<String, String>> versions = new TreeMap<>();
        for (String version : guarded ? packages.versions(provider) : packages.publicVersions(provider)) {
            versions.put(version, Map.of());
        }
        return versions.isEmpty() ? Optional.empty() : Optional.of(new VersionIndex(versions));
    }

    /** @param guarded whether packages count that need a token */
    Optional<ArchiveIndex> archives(ProviderAddress provider, ProviderVersion version, boolean guarded)
            throws SQLException {
        SortedMap<String, ArchiveIndex.Archive> archives = new TreeMap<>();
        for (ServedPackages.Served each : packages.packages(provider, version)) {
            if (guarded || !each.requiresToken()) {
                String query = access.queryOf(provider, each.filename(), each.requiresToken());
                archives.put(each.platform(), new ArchiveIndex.Archive(each.filename() + query, each.hashes()));
            }
        }
        return archives.isEmpty() ? Optional.empty() : Optional.of(new ArchiveIndex(archives));
    }

    Optional<ServedPackages.Archive> archive(ProviderAddress provider, String filename) throws SQLException {
        return packages.archive(provider, filename);
    }
}
