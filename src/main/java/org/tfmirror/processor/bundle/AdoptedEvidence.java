package org.tfmirror.processor.bundle;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.catalog.stored.StoredPackages;
import org.tfmirror.evidence.KeyRecords;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.storage.ObjectMissingException;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.ObjectStream;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.verify.shasums.ShasumsVerifier;

/**
 * What vouches for an archive in the bucket where its origin cannot be asked: what is stored of its version already, or the
 * files beside it, named as in a bundle. Whoever can write to the bucket can write such files, so the keys in them count
 * only where the namespace is pinned. Thread-safe.
 */
final class AdoptedEvidence {

    private static final int MOST_FILES = 1000;

    /** A version has one SHA256SUMS document, and a few where its author signed again. */
    private static final int MOST_DOCUMENTS = 20;

    private static final String SHASUMS = "_SHA256SUMS";

    private final StoredPackages stored;
    private final ObjectStore store;
    private final Predicate<ProviderAddress> pinned;

    /** @param pinned whether the policy names the keys of a provider's namespace */
    AdoptedEvidence(StoredPackages stored, ObjectStore store, Predicate<ProviderAddress> pinned) {
        this.stored = stored;
        this.store = store;
        this.pinned = pinned;
    }

    /**
     * Evidence that names a package, unjudged.
     *
     * @param filename the archive's name in the SHA256SUMS document
     */
    record Found(Evidence evidence, String filename, String sha256) {}

    /** A file beside the archive is no evidence. */
    static final class UnreadableException extends Exception {

        private static final long serialVersionUID = 1L;

        UnreadableException(String key, String why, @Nullable Throwable cause) {
            super("%s %s; repair or delete it, and retry the job".formatted(key, why), cause);
        }
    }

    /**
     * Finds it.
     *
     * @param folder where the provider's archives lie in the bucket
     * @throws IOException where the bucket was cut while it was read
     */
    Optional<Found> of(PackageId id, String folder)
            throws SQLException, StorageException, IOException, UnreadableException {
        for (Evidence each : stored.evidence(id.provider(), id.version())) {
            Optional<Found> found = naming(each, id);
            if (found.isPresent()) {
                return found;
            }
        }
        String start =
                "%s/terraform-provider-%s_%s_".formatted(folder, id.provider().type(), id.version());
        List<StorageKey> beside = store.list(start, MOST_FILES).stream()
                .filter(key -> key.value().endsWith(SHASUMS))
                .limit(MOST_DOCUMENTS)
                .toList();
        for (StorageKey each : beside) {
            Optional<Found> found = naming(beside(id, each.value()), id);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Found> naming(Evidence evidence, PackageId id) {
        Map<String, String> checksums = ShasumsVerifier.checksums(evidence.shasums());
        return checksums.entrySet().stream()
                .filter(line -> PackageId.ofArchiveName(id.provider(), line.getKey())
                        .filter(id::equals)
                        .isPresent())
                .map(line -> new Found(evidence, line.getKey(), line.getValue()))
                .findFirst();
    }

    private Evidence beside(PackageId id, String shasums) throws StorageException, IOException, UnreadableException {
        String file = shasums.substring(0, shasums.length() - SHASUMS.length()) + "_keys.json";
        List<Evidence.Key> keys = pinned.test(id.provider()) ? keys(file, read(file)) : List.of();
        return new Evidence(id.provider(), id.version(), read(shasums), read(shasums + ".sig"), keys);
    }

    private static List<Evidence.Key> keys(String file, byte[] json) throws UnreadableException {
        try {
            return json.length == 0 ? List.of() : KeyRecords.recorded(KeysFile.read(json));
        } catch (IOException e) { // of the JSON, which is in memory
            throw new UnreadableException(file, "is no list of keys", e);
        }
    }

    /** Empty where it is not there. */
    private byte[] read(String key) throws StorageException, IOException, UnreadableException {
        try (ObjectStream object = store.open(new StorageKey(key), null)) {
            if (object.length() > BundleFiles.MAX_EVIDENCE) {
                throw new UnreadableException(key, "is larger than evidence may be", null);
            }
            return object.body().readAllBytes();
        } catch (ObjectMissingException e) {
            return new byte[0];
        }
    }
}
