package org.tfmirror.processor.ingest;

import java.io.IOException;
import java.util.Map;
import org.tfmirror.demand.archive.LiveArchives;
import org.tfmirror.demand.archive.LiveArchives.Feed;
import org.tfmirror.evidence.EvidenceFetcher;
import org.tfmirror.origin.ArchiveStream;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.origin.PackageMetadata;
import org.tfmirror.provider.LockedHashes;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.ObjectStream;
import org.tfmirror.storage.ObjectUpload;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.verify.ArchiveHashes;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.VerificationException;
import org.tfmirror.verify.VerificationException.LockMismatch;

/** Moves an archive's bytes once, past the hashes, in constant memory; see docs/adr/0018 for its threads. */
public final class ArchiveTransfer {

    private final OriginRegistry registry;
    private final ObjectStore store;
    private final MirrorLayout layout;
    private final ArchiveLimits limits;
    private final ArchiveTap tap;

    /** Passes the bytes to no reader. */
    public ArchiveTransfer(OriginRegistry registry, ObjectStore store, MirrorLayout layout, ArchiveLimits limits) {
        this(registry, store, layout, limits, (id, sha256, length) -> LiveArchives.NOBODY);
    }

    /** @param tap told of the bytes as they come */
    public ArchiveTransfer(
            OriginRegistry registry, ObjectStore store, MirrorLayout layout, ArchiveLimits limits, ArchiveTap tap) {
        this.registry = registry;
        this.store = store;
        this.layout = layout;
        this.limits = limits;
        this.tap = tap;
    }

    /**
     * The expected archive.
     *
     * @param sha256 as signed, lower-case hex
     * @param locked the hashes that the job's lock file allows
     */
    record Expected(String sha256, LockedHashes locked) {}

    /** The same from another origin. */
    ArchiveTransfer from(OriginRegistry other) {
        return new ArchiveTransfer(other, store, layout, limits);
    }

    public OriginRegistry registry() {
        return registry;
    }

    ObjectStore store() {
        return store;
    }

    /** Where the archive of a package is stored. */
    StorageKey keyOf(PackageId id) {
        return layout.keyOf(id);
    }

    /**
     * Streams origin → hashes → bucket. The object becomes visible only after length, checksum, zip and lock are
     * checked; in every other case the upload is aborted.
     */
    ArchiveHashes fetch(
            PackageMetadata metadata,
            Expected expected,
            StorageKey key,
            Map<String, String> attributes,
            StopSignal signal,
            Progress progress)
            throws OriginException, VerificationException, StorageException, StoppedException {
        Cancellation opening = new Cancellation();
        signal.onStop(opening::cancel);
        try (ArchiveStream archive = registry.cancelledBy(opening).openArchive(metadata);
                ObjectUpload upload = store.begin(key, attributes, metadata.packageSize());
                DigestThread digest = new DigestThread(limits);
                Feed feed = tap.begin(metadata.id(), expected.sha256(), archive.expectedLength())) {
            signal.onStop(() -> {
                archive.abort();
                upload.abort();
            });
            if (archive.expectedLength() >= 0) {
                EvidenceFetcher.requireSize(metadata, archive.expectedLength());
            }
            progress.expect(archive.expectedLength());
            long received = 0;
            while (true) {
                DigestThread.Buffer buffer = digest.buffer();
                int length = archive.read(buffer.bytes(), buffer.position(), buffer.room());
                if (length < 0) {
                    break;
                }
                signal.check();
                feed.received(buffer.bytes(), buffer.position(), length);
                upload.write(buffer.bytes(), buffer.position(), length);
                digest.added(length);
                received += length;
                progress.accept(received);
            }
            ArchiveHashes hashes = digest.finish(expected.sha256(), archive.expectedLength());
            EvidenceFetcher.requireListed(metadata, hashes.h1(), hashes.sizeBytes());
            LockMismatch.check(expected.locked(), hashes.zh(), hashes.h1());
            signal.check();
            upload.complete();
            feed.verified();
            return hashes;
        }
    }

    /** Reads an object back and checks it like an archive from its origin. */
    ArchiveHashes rehash(StorageKey key, Expected expected, StopSignal signal)
            throws VerificationException, StorageException, StoppedException, IOException {
        try (ObjectStream object = store.open(key, null);
                DigestThread digest = new DigestThread(limits)) {
            while (true) {
                DigestThread.Buffer buffer = digest.buffer();
                int length = object.body().read(buffer.bytes(), buffer.position(), buffer.room());
                if (length < 0) {
                    break;
                }
                signal.check();
                digest.added(length);
            }
            ArchiveHashes hashes = digest.finish(expected.sha256(), object.length());
            LockMismatch.check(expected.locked(), hashes.zh(), hashes.h1());
            return hashes;
        }
    }
}
