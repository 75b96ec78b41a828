package org.tfmirror.processor.bundle;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tfmirror.origin.ArchiveStream;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.SourceFailed;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.origin.PackageMetadata;
import org.tfmirror.origin.SignedShasums;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.storage.ObjectMissingException;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;

/** An origin whose archives lie in the bucket already: only what vouches for them is fetched. */
final class AdoptedOrigin implements OriginRegistry {

    private final OriginRegistry network;
    private final ObjectStore store;
    private final String folder;

    /** @param folder what the keys of the archives begin with, without a slash; empty for the bucket's top */
    AdoptedOrigin(OriginRegistry network, ObjectStore store, String folder) {
        this.network = network;
        this.store = store;
        this.folder = folder;
    }

    @Override
    public OriginRegistry cancelledBy(Cancellation cancellation) {
        return new AdoptedOrigin(network.cancelledBy(cancellation), store, folder);
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
    public PackageMetadata packageMetadata(PackageId id) throws OriginException {
        return network.packageMetadata(id);
    }

    @Override
    public SignedShasums shasums(PackageMetadata metadata) throws OriginException {
        return network.shasums(metadata);
    }

    @Override
    public ArchiveStream openArchive(PackageMetadata metadata) throws OriginException {
        String path = metadata.id().provider() + "/" + metadata.id().archiveName();
        String key = folder.isEmpty() ? path : folder + "/" + path;
        try {
            return new StoredArchive(store.open(new StorageKey(key), null), key);
        } catch (ObjectMissingException e) {
            throw new SourceFailed("adopted_missing", false, key + " is not in the bucket any longer", e);
        } catch (StorageException e) {
            throw new SourceFailed(e.code(), true, String.valueOf(e.getMessage()), e);
        }
    }
}
