package org.tfmirror.mirror;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.ServedPackages;
import org.tfmirror.delivery.access.MirrorAccessPolicy;
import org.tfmirror.demand.documents.DocumentDemand;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;

/** Answers the protocol from the catalog, and from what may come on demand. */
@Singleton
class MirrorDocuments {

    private final ServedPackages packages;
    private final MirrorAccessPolicy access;
    private final DocumentDemand demand;

    MirrorDocuments(ServedPackages packages, MirrorAccessPolicy access, DocumentDemand demand) {
        this.packages = packages;
        this.access = access;
        this.demand = demand;
    }

    /**
     * Empty where nothing of the provider is mirrored: a client then goes on to its next installation method.
     *
     * @param guarded whether versions count that need a token
     * @param more what may come on demand
     */
    Optional<VersionIndex> versions(ProviderAddress provider, boolean guarded, List<AvailableVersion> more)
            throws SQLException {
        SortedMap<String, Map<String, String>> versions = new TreeMap<>();
        for (String version : guarded ? packages.versions(provider) : packages.publicVersions(provider)) {
            versions.put(version, Map.of());
        }
        more.forEach(each -> versions.put(each.version().toString(), Map.of()));
        return versions.isEmpty() ? Optional.empty() : Optional.of(new VersionIndex(versions));
    }

    /**
     * Empty where there is no package of the version.
     *
     * @param guarded whether packages count that need a token
     * @param more what may come on demand; of what is there already, that counts
     */
    Optional<ArchiveIndex> archives(ReleaseId release, boolean guarded, DocumentDemand.Packages more)
            throws SQLException {
        ProviderAddress provider = release.provider();
        SortedMap<String, ArchiveIndex.Archive> archives = new TreeMap<>();
        boolean comesGuarded = !more.vouched().isEmpty() && demand.requiresToken(release);
        more.vouched().forEach((platform, vouched) -> {
            String filename = new PackageId(provider, release.version(), platform).archiveName();
            String query = access.queryOf(provider, filename, comesGuarded);
            archives.put(
                    platform.toString(), new ArchiveIndex.Archive(filename + query, List.of("zh:" + vouched.sha256())));
        });
        for (ServedPackages.Served each : packages.packages(provider, release.version())) {
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
