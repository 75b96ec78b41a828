package org.tfmirror.processor.ingest;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.tfmirror.catalog.Catalog;
import org.tfmirror.catalog.Integrity;
import org.tfmirror.catalog.PackageFinding;
import org.tfmirror.catalog.PackageFinding.Distrust;
import org.tfmirror.job.claim.DownloadClaims;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Sha256;
import org.tfmirror.storage.ObjectMissingException;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.ObjectStream;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;

/**
 * Judges again what vouches for a package, and reads its object again: length and SHA-256 have to be what the catalog
 * promises, and the h1 follows from the bytes. The package is claimed while it is read, so that no download or removal
 * changes it meanwhile.
 */
public final class PackageCheck implements ItemProcess {

    private static final int BUFFER = 64 * 1024;

    private final Catalog catalog;
    private final DownloadClaims claims;
    private final OriginRegistry registry;
    private final ObjectStore store;
    private final TrustCheck trust;

    /** @param store from which stored packages are read; the one that the transfer writes to */
    public PackageCheck(
            Catalog catalog, DownloadClaims claims, ArchiveTransfer transfer, ObjectStore store, TrustCheck trust) {
        this.catalog = catalog;
        this.claims = claims;
        this.registry = transfer.registry();
        this.store = store;
        this.trust = trust;
    }

    @Override
    public Mirrored mirror(PackageId id, HeldLease held, Progress progress) throws Exception {
        if (!claims.claim(id, held.lease())) {
            throw new DownloadElsewhereException(id);
        }
        Optional<Catalog.Entry> known = catalog.find(id);
        if (known.isEmpty()) {
            return new Mirrored(0, null, true); // removed since the job was submitted: nothing is promised any longer
        }
        Catalog.Entry entry = known.get();
        Cancellation cancellation = new Cancellation();
        held.signal().onStop(cancellation::cancel);
        TrustCheck.Trust judged = trust.of(registry.cancelledBy(cancellation), id, entry);
        held.signal().check();
        PackageFinding finding = new PackageFinding(
                id, entry.sha256(), integrityOf(entry, held.signal(), progress), judged.distrust(), judged.renewed());
        Optional<String> damage = damage(finding, entry);
        if (damage.isPresent()) {
            throw new PackageDamagedException(finding, damage.get());
        }
        return new Mirrored(entry.sizeBytes(), finding);
    }

    /** The worst fault of the package. */
    private static Optional<String> damage(PackageFinding finding, Catalog.Entry entry) {
        return switch (finding.integrity()) {
            case MISSING -> Optional.of("%s is missing in the object store".formatted(entry.storageKey()));
            case ALTERED ->
                Optional.of("%s has not the %d bytes of SHA-256 %s that were verified"
                        .formatted(entry.storageKey(), entry.sizeBytes(), entry.sha256()));
            case INTACT, UNTRUSTED -> Optional.ofNullable(finding.distrust()).map(Distrust::reason);
        };
    }

    private Integrity integrityOf(Catalog.Entry entry, StopSignal signal, Progress progress)
            throws StorageException, StoppedException, IOException {
        StorageKey key = new StorageKey(entry.storageKey());
        try {
            // Once more before it is held against the store: bytes can be damaged on the way, too.
            return isWhatWasVerified(key, entry, signal, progress) || isWhatWasVerified(key, entry, signal, read -> {})
                    ? Integrity.INTACT
                    : Integrity.ALTERED;
        } catch (ObjectMissingException e) {
            if (store.find(key).isPresent()) { // also fails where it is the whole bucket that is missing
                throw e;
            }
            return Integrity.MISSING;
        }
    }

    private boolean isWhatWasVerified(StorageKey key, Catalog.Entry entry, StopSignal signal, Progress progress)
            throws StorageException, StoppedException, IOException {
        try (ObjectStream object = store.open(key, null)) {
            if (object.length() != entry.sizeBytes()) {
                return false;
            }
            MessageDigest sha256 = Sha256.newDigest();
            byte[] buffer = new byte[BUFFER];
            long read = 0;
            int length;
            while ((length = object.body().read(buffer, 0, buffer.length)) >= 0) {
                signal.check();
                sha256.update(buffer, 0, length);
                read += length;
                progress.accept(read);
            }
            return HexFormat.of().formatHex(sha256.digest()).equals(entry.sha256());
        }
    }
}
