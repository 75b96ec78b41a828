package org.tfmirror.processor.bundle;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.BundleEntry;
import org.tfmirror.bundle.Bundles.Bundle;
import org.tfmirror.bundle.Place;
import org.tfmirror.origin.ArchiveStream;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.NotFound;
import org.tfmirror.origin.OriginException.SourceFailed;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.origin.PackageMetadata;
import org.tfmirror.origin.PublicKey;
import org.tfmirror.origin.SignedShasums;
import org.tfmirror.processor.bundle.BundleFiles.DamagedException;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.storage.ObjectMissingException;
import org.tfmirror.storage.StorageException;

/**
 * A bundle as an origin: what its manifest names is read from its parts. Nothing it says is trusted more than what a
 * registry says. One is made for each package.
 */
final class BundleOrigin implements OriginRegistry {

    private final BundleFiles files;
    private final Bundle bundle;
    private final BundleEntry named;
    private final OriginRegistry network;

    /**
     * @param named the package
     * @param network only asked what it knows without asking anybody: whose packages are private
     */
    BundleOrigin(BundleFiles files, Bundle bundle, BundleEntry named, OriginRegistry network) {
        this.files = files;
        this.bundle = bundle;
        this.named = named;
        this.network = network;
    }

    @Override
    public OriginRegistry cancelledBy(Cancellation cancellation) {
        return this; // reads of the bucket end by the interrupt that comes with every stop
    }

    /** Also where it was so outside: a bundle opens nothing. */
    @Override
    public boolean isPrivate(ProviderAddress provider) {
        return network.isPrivate(provider) || named.requiresToken();
    }

    @Override
    public List<AvailableVersion> availableVersions(ProviderAddress provider) throws OriginException {
        throw new NotFound("a list of versions", "bundle " + bundle.id());
    }

    @Override
    public PackageMetadata packageMetadata(PackageId id) throws OriginException {
        BundleEntry entry = entry(id);
        return new PackageMetadata(
                id,
                entry.originName(),
                address(entry, entry.files().archive()),
                entry.files().archive().sha256(),
                address(entry, entry.files().shasums()),
                address(entry, entry.files().shasums()),
                keys(entry),
                OptionalLong.of(entry.files().archive().size()),
                Set.of(entry.h1()),
                entry.protocols());
    }

    private URI address(BundleEntry entry, Place place) {
        return URI.create("bundle://%d/%s/%s".formatted(bundle.id(), entry.part(), place.path()));
    }

    @Override
    public Optional<Instant> publicationDate(ProviderAddress provider, ProviderVersion version) {
        return Optional.ofNullable(named.publishedAt());
    }

    private BundleEntry entry(PackageId id) throws NotFound {
        if (!named.id().equals(id)) {
            throw new NotFound(id.toString(), "bundle " + bundle.id());
        }
        return named;
    }

    private List<PublicKey> keys(BundleEntry entry) throws OriginException {
        try {
            return KeysFile.read(read(entry, entry.files().keys()));
        } catch (IOException e) {
            throw damaged(
                    "%s in %s is no list of keys".formatted(entry.files().keys().path(), entry.part()), e);
        }
    }

    @Override
    public SignedShasums shasums(PackageMetadata metadata) throws OriginException {
        BundleEntry entry = entry(metadata.id());
        Place signature = entry.files().signature();
        return new SignedShasums(
                read(entry, entry.files().shasums()), signature == null ? new byte[0] : read(entry, signature));
    }

    private byte[] read(BundleEntry entry, Place place) throws OriginException {
        try {
            return files.read(bundle, entry.part(), place);
        } catch (DamagedException e) {
            throw damaged(String.valueOf(e.getMessage()), e);
        } catch (StorageException e) {
            throw failed(entry, e);
        } catch (IOException e) {
            throw new SourceFailed("storage_unavailable", true, "a part of the bundle was cut while it was read", e);
        }
    }

    private static OriginException damaged(String message, @Nullable Throwable cause) {
        return new SourceFailed("bundle_damaged", false, message, cause);
    }

    private static OriginException failed(BundleEntry entry, StorageException e) {
        return e instanceof ObjectMissingException
                ? new SourceFailed(
                        "bundle_part_missing",
                        false,
                        "%s is missing or ends too early; put it there and retry the job".formatted(entry.part()),
                        e)
                : new SourceFailed(e.code(), true, String.valueOf(e.getMessage()), e);
    }

    @Override
    public ArchiveStream openArchive(PackageMetadata metadata) throws OriginException {
        BundleEntry entry = entry(metadata.id());
        try {
            return new StoredArchive(
                    files.open(bundle, entry.part(), entry.files().archive()), entry.part());
        } catch (StorageException e) {
            throw failed(entry, e);
        }
    }
}
