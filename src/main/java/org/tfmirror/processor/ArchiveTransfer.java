package org.tfmirror.processor;

import java.io.IOException;
import java.util.Map;
import java.util.function.LongConsumer;
import org.tfmirror.registry.ArchiveStream;
import org.tfmirror.registry.PackageMetadata;
import org.tfmirror.registry.Registry;
import org.tfmirror.registry.RegistryException;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.ObjectStream;
import org.tfmirror.storage.ObjectUpload;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.verify.ArchiveDigest;
import org.tfmirror.verify.ArchiveHashes;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.VerificationException;

/** Moves an archive's bytes once, past the hashes, in constant memory. */
final class ArchiveTransfer {

    private static final int BUFFER = 64 * 1024;

    private final Registry registry;
    private final ObjectStore store;
    private final ArchiveLimits limits;

    ArchiveTransfer(Registry registry, ObjectStore store, ArchiveLimits limits) {
        this.registry = registry;
        this.store = store;
        this.limits = limits;
    }

    Registry registry() {
        return registry;
    }

    ObjectStore store() {
        return store;
    }

    /**
     * Streams origin → hashes → bucket. The object becomes visible only after length, checksum and zip are found right;
     * in every other case the upload is aborted.
     */
    ArchiveHashes fetch(
            PackageMetadata metadata,
            String sha256,
            StorageKey key,
            Map<String, String> attributes,
            StopSignal signal,
            LongConsumer progress)
            throws RegistryException, VerificationException, StorageException, StoppedException {
        try (ArchiveStream archive = registry.openArchive(metadata);
                ObjectUpload upload = store.begin(key, attributes, metadata.packageSize());
                ArchiveDigest digest = new ArchiveDigest(limits)) {
            signal.onStop(() -> {
                archive.abort();
                upload.abort();
            });
            byte[] buffer = new byte[BUFFER];
            long received = 0;
            int length;
            while ((length = archive.read(buffer, 0, buffer.length)) >= 0) {
                signal.check();
                digest.update(buffer, 0, length);
                upload.write(buffer, 0, length);
                received += length;
                progress.accept(received);
            }
            ArchiveHashes hashes = digest.finish(sha256, archive.expectedLength());
            signal.check();
            upload.complete();
            return hashes;
        }
    }

    /** Reads an object back and checks it like an archive from its origin. */
    ArchiveHashes rehash(StorageKey key, String sha256, StopSignal signal)
            throws VerificationException, StorageException, StoppedException, IOException {
        try (ObjectStream object = store.open(key, null);
                ArchiveDigest digest = new ArchiveDigest(limits)) {
            byte[] buffer = new byte[BUFFER];
            int length;
            while ((length = object.body().read(buffer, 0, buffer.length)) >= 0) {
                signal.check();
                digest.update(buffer, 0, length);
            }
            return digest.finish(sha256, object.length());
        }
    }
}
