package org.tfmirror.processor.ingest;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.tfmirror.catalog.Catalog;
import org.tfmirror.catalog.ConflictingPackageException;
import org.tfmirror.catalog.Integrity;
import org.tfmirror.catalog.VerifiedPackage;
import org.tfmirror.evidence.EvidenceFetcher;
import org.tfmirror.evidence.EvidenceSnapshot;
import org.tfmirror.job.JobLocks;
import org.tfmirror.job.claim.DownloadClaims;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.origin.PackageMetadata;
import org.tfmirror.processor.ingest.ArchiveTransfer.Expected;
import org.tfmirror.provider.LockedHashes;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.storage.StoredObject;
import org.tfmirror.storage.UnfinishedUpload;
import org.tfmirror.verify.ArchiveHashes;
import org.tfmirror.verify.VerificationException;
import org.tfmirror.verify.VerificationException.ChecksumMismatch;
import org.tfmirror.verify.VerificationException.HashMismatch;
import org.tfmirror.verify.VerificationException.LockMismatch;
import org.tfmirror.verify.VerifiedChecksum;

/**
 * Downloads a package in the order of docs/adr/0006: the catalog, the metadata and its signature, and only then the
 * archive, which becomes visible in the bucket once everything about it is verified.
 */
public final class PackageDownload implements ItemProcess {

    private static final Logger LOG = Logger.getLogger(PackageDownload.class);
    private static final String SHA256 = "sha256";

    private final Catalog catalog;
    private final DownloadClaims downloads;
    private final JobLocks locks;
    private final OriginRegistry registry;
    private final EvidenceFetcher fetcher;
    private final ArchiveTransfer transfer;

    public PackageDownload(
            Catalog catalog,
            DownloadClaims downloads,
            JobLocks locks,
            EvidenceFetcher fetcher,
            ArchiveTransfer transfer) {
        this.catalog = catalog;
        this.downloads = downloads;
        this.locks = locks;
        this.registry = transfer.registry();
        this.fetcher = fetcher;
        this.transfer = transfer;
    }

    /** From where packages come. */
    public OriginRegistry origin() {
        return registry;
    }

    /** Whether the policy names the keys that may sign for the provider's namespace. */
    public boolean isPinned(ProviderAddress provider) {
        return fetcher.isPinned(provider);
    }

    /** The checksum that the origin shows for a package, once it is verified, in lower-case hex. */
    public String signedSha256(PackageId id) throws OriginException, VerificationException {
        return fetcher.fetch(registry, id).checksum().sha256();
    }

    /** The same from another origin. */
    public PackageDownload from(OriginRegistry other) {
        return new PackageDownload(catalog, downloads, locks, fetcher, transfer.from(other));
    }

    @Override
    public Mirrored mirror(PackageId id, HeldLease held, Progress progress) throws Exception {
        StopSignal signal = held.signal();
        StorageKey key = transfer.keyOf(id);
        LockedHashes locked = locks.of(held.lease().jobId(), id);
        Optional<Catalog.Entry> known = catalog.find(id);
        if (known.isPresent()) {
            LockMismatch.check(locked, known.get().zh(), known.get().h1());
        }
        if (known.isPresent() && isIntact(known.get(), transfer.store().find(key))) {
            return new Mirrored(known.get().sizeBytes(), null);
        }
        switch (downloads.take(id, held.lease())) {
            case REFUSED -> throw new DownloadElsewhereException(id);
            case TAKEN_OVER -> abortUnfinished(key);
            case FRESH -> LOG.debugf("claimed package=%s", id);
        }
        // Look again: the worker that held the claim before may have finished in between.
        known = catalog.find(id);
        Optional<StoredObject> stored = transfer.store().find(key);
        if (known.isPresent() && isIntact(known.get(), stored)) {
            return new Mirrored(known.get().sizeBytes(), null, true);
        }
        signal.check();
        Cancellation cancellation = new Cancellation();
        signal.onStop(cancellation::cancel);
        OriginRegistry origin = registry.cancelledBy(cancellation);
        EvidenceSnapshot snapshot = locks.isMadeOnDemand(held.lease().jobId())
                ? fetcher.recall(origin, id, catalog.evidenceOf(id.provider(), id.version()))
                : fetcher.fetch(origin, id);
        VerifiedChecksum checksum = snapshot.checksum();
        if (known.isPresent() && !known.get().sha256().equals(checksum.sha256())) {
            throw new ConflictingPackageException(id, known.get().sha256(), checksum.sha256());
        }
        LockMismatch.check(locked, PackageHash.ofSha256(checksum.sha256()), null);
        signal.check();
        Expected expected = new Expected(checksum.sha256(), locked);
        ArchiveHashes hashes = hashesOf(snapshot.metadata(), expected, key, stored, signal, progress);
        return new Mirrored(
                hashes.sizeBytes(),
                new VerifiedPackage(
                        id,
                        key.value(),
                        hashes.sizeBytes(),
                        hashes.zh(),
                        hashes.h1(),
                        checksum.keyFingerprint(),
                        checksum.signingFingerprint(),
                        checksum.warnings(),
                        fetcher.provenance(origin, snapshot)));
    }

    /** Aborts the uploads of the worker before: only the holder of the claim may upload. */
    private void abortUnfinished(StorageKey key) {
        try {
            for (UnfinishedUpload upload : transfer.store().unfinishedUploads(key)) {
                transfer.store().abort(upload);
            }
        } catch (StorageException e) {
            LOG.warnf(
                    "could not abort an unfinished upload, housekeeping does it later key=%s error=%s",
                    key, e.getMessage());
        }
    }

    private ArchiveHashes hashesOf(
            PackageMetadata metadata,
            Expected expected,
            StorageKey key,
            Optional<StoredObject> stored,
            StopSignal signal,
            Progress progress)
            throws OriginException, VerificationException, StorageException, StoppedException, IOException {
        if (stored.isPresent()
                && expected.sha256().equals(stored.get().metadata().get(SHA256))) {
            // A worker stored it and was lost before it recorded it. What is visible was verified, but it is read
            // again: the h1 is needed, and the bucket is not the source of trust.
            try {
                ArchiveHashes hashes = transfer.rehash(key, expected, signal);
                EvidenceFetcher.requireListed(metadata, hashes.h1(), hashes.sizeBytes());
                return hashes;
            } catch (LockMismatch | HashMismatch e) {
                throw e;
            } catch (VerificationException e) {
                LOG.warnf(
                        "stored object does not match its checksum, fetching it again key=%s error=%s",
                        key.value(), e.getMessage());
            }
        }
        Map<String, String> attributes = Map.of(SHA256, expected.sha256());
        try {
            return transfer.fetch(metadata, expected, key, attributes, signal, progress);
        } catch (ChecksumMismatch e) {
            // A second attempt before the origin is blamed: a cache on the way can corrupt bytes.
            LOG.warnf(
                    "archive does not match its checksum, fetching it again package=%s error=%s",
                    metadata.id(), e.getMessage());
            return transfer.fetch(metadata, expected, key, attributes, signal, progress);
        }
    }

    private static boolean isIntact(Catalog.Entry known, Optional<StoredObject> stored) {
        return known.integrity() == Integrity.INTACT
                && stored.filter(object -> object.size() == known.sizeBytes()
                                && known.sha256().equals(object.metadata().getOrDefault(SHA256, known.sha256())))
                        .isPresent();
    }
}
