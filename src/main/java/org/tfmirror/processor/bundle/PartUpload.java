package org.tfmirror.processor.bundle;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.BundleEntry;
import org.tfmirror.bundle.Part;
import org.tfmirror.bundle.Place;
import org.tfmirror.bundle.TarWriter;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.catalog.stored.StoredPackages.Stored;
import org.tfmirror.storage.ObjectMissingException;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.ObjectStream;
import org.tfmirror.storage.ObjectUpload;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;

/** One part on its way into the bucket, in constant memory. Not visible before {@link #finish}. Not thread-safe. */
final class PartUpload implements AutoCloseable {

    /** Headers and padding of a package's four files, and what ends a tar. */
    private static final long OVERHEAD = 16 * 1024;

    private final ObjectStore store;
    private final String name;
    private final ObjectUpload upload;
    private final TarWriter tar;

    /** @param size about how large it becomes at the most */
    PartUpload(ObjectStore store, StorageKey key, String name, long size) throws StorageException {
        this.store = store;
        this.name = name;
        this.upload = store.begin(key, Map.of(), OptionalLong.of(size));
        this.tar = new TarWriter(new UploadStream(upload));
    }

    /** How large a part becomes, at the most, that has nothing but this package. */
    static long sizeOf(Stored found, Evidence evidence) {
        long keys = evidence.keys().stream()
                .mapToLong(key -> 2L * key.asciiArmor().length() + 4096)
                .sum();
        byte @Nullable [] signature = evidence.signature();
        return found.sizeBytes()
                + evidence.shasums().length
                + (signature == null ? 0 : signature.length)
                + keys
                + OVERHEAD;
    }

    /** Makes a read or write that waits end at once; from any thread. */
    void abort() {
        upload.abort();
    }

    /**
     * Adds a package: its archive, which is hashed as it is read, and what vouches for it.
     *
     * @return its entry; null where its object is missing or of another size, and the part is as it was
     * @throws ExportException where its bytes are other than those that were verified: the part is of no use then
     */
    @Nullable
    BundleEntry add(Stored found, Evidence evidence, TarWriter.Watch watch)
            throws StorageException, IOException, ExportException {
        Place archive;
        try (ObjectStream object = store.open(new StorageKey(found.storageKey()), null)) {
            if (object.length() != found.sizeBytes()) {
                return null;
            }
            archive = tar.add(
                    found.id().provider() + "/" + found.id().archiveName(), found.sizeBytes(), object.body(), watch);
        } catch (ObjectMissingException e) {
            return null;
        }
        if (!archive.sha256().equals(found.sha256())) {
            throw ExportException.altered(found.id());
        }
        String origin = found.originName();
        return new BundleEntry(
                found.id(),
                name,
                origin == null ? found.id().archiveName() : origin,
                found.h1(),
                found.protocols(),
                found.publishedAt(),
                found.requiresToken(),
                evidence(found, evidence, archive));
    }

    /** A version may have several, so their names tell them apart. */
    private BundleEntry.Files evidence(Stored found, Evidence evidence, Place archive) throws IOException {
        String start = "%s/terraform-provider-%s_%s_%s"
                .formatted(
                        found.id().provider(),
                        found.id().provider().type(),
                        found.id().version(),
                        evidence.digest().substring(0, 12));
        byte @Nullable [] signature = evidence.signature();
        return new BundleEntry.Files(
                archive,
                tar.add(start + "_SHA256SUMS", evidence.shasums()),
                signature == null ? null : tar.add(start + "_SHA256SUMS.sig", signature),
                tar.add(start + "_keys.json", KeysFile.write(evidence.keys())));
    }

    /** Makes it visible. */
    Part finish() throws StorageException, IOException {
        Part part = tar.finish(name);
        upload.complete();
        return part;
    }

    @Override
    public void close() {
        tar.close();
        upload.close();
    }
}
