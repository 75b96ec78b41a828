package org.tfmirror.processor.bundle;

import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.evidence.KeyRecords;
import org.tfmirror.origin.ArchiveStream;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.Aborted;
import org.tfmirror.origin.OriginException.HostPaused;
import org.tfmirror.origin.OriginException.SourceFailed;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.origin.PackageMetadata;
import org.tfmirror.origin.SignedShasums;
import org.tfmirror.origin.VersionListing;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.storage.ObjectMissingException;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;

/**
 * An origin whose archives lie in the bucket already: only what vouches for them is fetched, or found where it cannot be
 * fetched. One is made for each package.
 */
final class AdoptedOrigin implements OriginRegistry {

    private final OriginRegistry network;
    private final ObjectStore store;
    private final AdoptedEvidence evidence;
    private final String folder;
    private volatile @Nullable Evidence found;

    /** @param folder what the keys of the archives begin with, without a slash; empty for the bucket's top */
    AdoptedOrigin(OriginRegistry network, ObjectStore store, AdoptedEvidence evidence, String folder) {
        this.network = network;
        this.store = store;
        this.evidence = evidence;
        this.folder = folder;
    }

    @Override
    public OriginRegistry cancelledBy(Cancellation cancellation) {
        return new AdoptedOrigin(network.cancelledBy(cancellation), store, evidence, folder);
    }

    @Override
    public boolean isPrivate(ProviderAddress provider) {
        return network.isPrivate(provider);
    }

    @Override
    public List<AvailableVersion> availableVersions(ProviderAddress provider) throws OriginException {
        return network.availableVersions(provider);
    }

    @Override
    public boolean datesVersions(ProviderAddress provider) {
        return network.datesVersions(provider);
    }

    @Override
    public Map<ProviderVersion, Instant> publicationDates(ProviderAddress provider) throws OriginException {
        return network.publicationDates(provider);
    }

    @Override
    public Optional<Instant> publicationDate(ProviderAddress provider, ProviderVersion version) throws OriginException {
        return network.publicationDate(provider, version);
    }

    @Override
    public VersionListing listing(ProviderAddress provider) throws OriginException {
        return network.listing(provider);
    }

    @Override
    public PackageMetadata packageMetadata(PackageId id) throws OriginException {
        try {
            return network.packageMetadata(id);
        } catch (Aborted | HostPaused e) {
            throw e;
        } catch (OriginException e) {
            return unasked(id, e);
        }
    }

    /** @param cause why the origin does not vouch for it */
    private PackageMetadata unasked(PackageId id, OriginException cause) throws OriginException {
        AdoptedEvidence.Found named = find(id).orElseThrow(() -> new SourceFailed(
                "evidence_missing",
                cause.isTransient(),
                "nothing that is stored or lies beside the archive vouches for it, and its origin does not: "
                        + cause.getMessage(),
                cause));
        found = named.evidence();
        URI nowhere = URI.create("adopted:" + id.provider());
        return new PackageMetadata(
                id,
                named.filename(),
                nowhere,
                named.sha256(),
                nowhere,
                nowhere,
                KeyRecords.listed(named.evidence().keys()),
                OptionalLong.empty(),
                Set.of(),
                List.of());
    }

    private Optional<AdoptedEvidence.Found> find(PackageId id) throws OriginException {
        try {
            return evidence.of(id, keyOf(id.provider().toString()));
        } catch (StorageException e) {
            throw new SourceFailed(e.code(), true, String.valueOf(e.getMessage()), e);
        } catch (SQLException e) {
            throw new SourceFailed("database_unavailable", true, "evidence cannot be read", e);
        } catch (AdoptedEvidence.UnreadableException e) {
            throw new SourceFailed("evidence_missing", false, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new SourceFailed(
                    "storage_unavailable", true, "evidence beside the archive was cut while it was read", e);
        }
    }

    @Override
    public SignedShasums shasums(PackageMetadata metadata) throws OriginException {
        Evidence known = found;
        if (known == null) {
            return network.shasums(metadata);
        }
        byte[] signature = known.signature();
        return new SignedShasums(known.shasums(), signature == null ? new byte[0] : signature);
    }

    @Override
    public ArchiveStream openArchive(PackageMetadata metadata) throws OriginException {
        return openCopy(metadata.id());
    }

    /** Opens the archive as it lies in the bucket; nothing about it is known. */
    ArchiveStream openCopy(PackageId id) throws OriginException {
        String key = keyOf(id);
        try {
            return new StoredArchive(store.open(new StorageKey(key), null), key);
        } catch (ObjectMissingException e) {
            throw new SourceFailed(
                    "adopted_missing",
                    false,
                    key + " is not in the bucket any longer; put it there and retry the job",
                    e);
        } catch (StorageException e) {
            throw new SourceFailed(e.code(), true, String.valueOf(e.getMessage()), e);
        }
    }

    /** Where the archive lies in the bucket. */
    String keyOf(PackageId id) {
        return keyOf(id.provider() + "/" + id.archiveName());
    }

    private String keyOf(String path) {
        return folder.isEmpty() ? path : folder + "/" + path;
    }
}
