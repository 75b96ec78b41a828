package org.tfmirror.registry;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.catalog.view.ServedReleases;
import org.tfmirror.catalog.view.ServedReleases.Download;
import org.tfmirror.catalog.view.ServedReleases.Listed;
import org.tfmirror.delivery.access.MirrorAccessPolicy;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** Answers the protocol's questions from the catalog alone. */
@Singleton
class RegistryDocuments {

    /** From a download document's folder to that of all versions of both faces. */
    private static final String ROOT = "../".repeat(8);

    private final ServedReleases releases;
    private final MirrorAccessPolicy access;

    RegistryDocuments(ServedReleases releases, MirrorAccessPolicy access) {
        this.releases = releases;
        this.access = access;
    }

    /** Empty where this face has nothing of the provider; the newest version last. */
    Optional<ProviderVersions> versions(ProviderAddress provider, boolean guarded) throws SQLException {
        List<ProviderVersions.Version> versions = releases.versions(provider, guarded).stream()
                .sorted(Comparator.comparing(listed -> ProviderVersion.parse(listed.version())))
                .map(RegistryDocuments::version)
                .toList();
        return versions.isEmpty()
                ? Optional.empty()
                : Optional.of(new ProviderVersions(versions, releases.warnings(provider)));
    }

    private static ProviderVersions.Version version(Listed listed) {
        return new ProviderVersions.Version(
                listed.version(),
                listed.protocols(),
                listed.platforms().stream()
                        .map(platform -> new ProviderVersions.Platform(platform.os(), platform.arch()))
                        .toList());
    }

    Optional<DownloadDocument> download(PackageId id, boolean guarded) throws SQLException {
        return releases.download(id)
                .filter(found -> guarded || !found.requiresToken())
                .map(found -> document(id, found));
    }

    private DownloadDocument document(PackageId id, Download found) {
        ProviderAddress provider = id.provider();
        String archive = ROOT + "providers/" + provider + "/" + found.archive()
                + access.queryOf(provider, found.archive(), found.requiresToken());
        return new DownloadDocument(
                found.protocols(),
                id.platform().os(),
                id.platform().arch(),
                found.filename(),
                archive,
                url(id, found, EvidenceFile.SHASUMS),
                url(id, found, EvidenceFile.SIGNATURE),
                found.sha256(),
                new DownloadDocument.SigningKeys(found.evidence().keys().stream()
                        .map(RegistryDocuments::key)
                        .toList()));
    }

    private String url(PackageId id, Download found, EvidenceFile file) {
        String query = access.queryOf(
                id.provider(), file.signedAs(id.version().toString(), found.digest()), found.requiresToken());
        return "../../evidence/" + found.digest() + "/" + file.filename() + query;
    }

    private static DownloadDocument.Key key(Evidence.Key key) {
        return new DownloadDocument.Key(
                key.keyId(), key.asciiArmor(), key.trustSignature(), key.source(), key.sourceUrl());
    }
}
