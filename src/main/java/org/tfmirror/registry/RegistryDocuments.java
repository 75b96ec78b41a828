package org.tfmirror.registry;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.ServedPackages;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.catalog.view.ServedReleases;
import org.tfmirror.catalog.view.ServedReleases.Download;
import org.tfmirror.catalog.view.ServedReleases.Listed;
import org.tfmirror.catalog.view.ServedReleases.Vouching;
import org.tfmirror.delivery.access.MirrorAccessPolicy;
import org.tfmirror.demand.documents.DocumentDemand;
import org.tfmirror.demand.documents.DocumentDemand.Client;
import org.tfmirror.demand.documents.DocumentDemand.Offer;
import org.tfmirror.demand.documents.DocumentDemand.Packages;
import org.tfmirror.demand.documents.DocumentDemand.Vouched;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** Answers the protocol from the catalog, and from what may come on demand. */
@Singleton
class RegistryDocuments {

    /** From a download document's folder to that of all versions of both faces. */
    private static final String ROOT = "../".repeat(8);

    private final ServedReleases releases;
    private final ServedPackages packages;
    private final MirrorAccessPolicy access;
    private final DocumentDemand demand;

    RegistryDocuments(
            ServedReleases releases, ServedPackages packages, MirrorAccessPolicy access, DocumentDemand demand) {
        this.releases = releases;
        this.packages = packages;
        this.access = access;
        this.demand = demand;
    }

    /**
     * Empty where this face has nothing of the provider; the newest version last.
     *
     * @param more what may come on demand
     */
    Optional<ProviderVersions> versions(ProviderAddress provider, boolean guarded, List<AvailableVersion> more)
            throws SQLException {
        SortedMap<ProviderVersion, Listed> versions = new TreeMap<>();
        for (Listed each : releases.versions(provider, guarded)) {
            versions.put(ProviderVersion.parse(each.version()), each);
        }
        Set<String> unvouched = new HashSet<>(more.isEmpty() ? List.of() : packages.versions(provider));
        versions.values().forEach(each -> unvouched.remove(each.version()));
        for (AvailableVersion each : more) {
            if (!unvouched.contains(each.version().toString())) { // a client would choose it and fail
                versions.merge(each.version(), listed(each), RegistryDocuments::both);
            }
        }
        return versions.isEmpty()
                ? Optional.empty()
                : Optional.of(new ProviderVersions(
                        versions.values().stream()
                                .map(RegistryDocuments::version)
                                .toList(),
                        releases.warnings(provider)));
    }

    private Listed listed(AvailableVersion version) {
        return new Listed(version.version().toString(), version.protocols(), List.copyOf(demand.platforms(version)));
    }

    private static Listed both(Listed here, Listed more) {
        return new Listed(
                here.version(),
                here.protocols().isEmpty() ? more.protocols() : here.protocols(),
                Stream.concat(here.platforms().stream(), more.platforms().stream())
                        .distinct()
                        .toList());
    }

    private static ProviderVersions.Version version(Listed listed) {
        return new ProviderVersions.Version(
                listed.version(),
                listed.protocols(),
                listed.platforms().stream()
                        .sorted()
                        .map(platform -> new ProviderVersions.Platform(platform.os(), platform.arch()))
                        .toList());
    }

    /** What may come on demand of a version, asked only where the package is not here already. */
    CompletableFuture<Offer<Packages>> more(PackageId id, Client client) throws SQLException {
        return demand.allows(id.provider()) && releases.download(id).isPresent()
                ? CompletableFuture.completedFuture(new Offer.Given<>(Packages.NONE))
                : demand.packages(new ReleaseId(id.provider(), id.version()), client);
    }

    Optional<DownloadDocument> download(PackageId id, boolean guarded, Packages more) throws SQLException {
        Optional<Download> here = releases.download(id).filter(found -> guarded || !found.requiresToken());
        return (here.isPresent() ? here : onDemand(id, more)).map(found -> document(id, found));
    }

    private Optional<Download> onDemand(PackageId id, Packages more) throws SQLException {
        Vouched vouched = more.vouched().get(id.platform());
        if (vouched == null) {
            return Optional.empty();
        }
        ReleaseId release = new ReleaseId(id.provider(), id.version());
        boolean guarded = demand.requiresToken(release);
        return demand.evidence(release, vouched.evidence())
                .map(evidence -> new Download(
                        id.archiveName(),
                        vouched.filename(),
                        vouched.sha256(),
                        more.protocols(),
                        vouched.evidence(),
                        evidence,
                        guarded));
    }

    /** What vouches for packages that are here, or may come. */
    Optional<Vouching> evidence(ReleaseId release, String digest) throws SQLException {
        Optional<Vouching> here = releases.evidence(release.provider(), release.version(), digest);
        if (here.isPresent()) {
            return here;
        }
        Optional<Evidence> found = demand.evidence(release, digest);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new Vouching(found.get(), demand.requiresToken(release)));
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
