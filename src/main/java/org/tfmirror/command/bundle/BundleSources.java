package org.tfmirror.command.bundle;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;
import org.tfmirror.bundle.BundleKeys;
import org.tfmirror.bundle.BundleNames;
import org.tfmirror.bundle.Manifest;
import org.tfmirror.bundle.ManifestInvalidException;
import org.tfmirror.bundle.ManifestJson;
import org.tfmirror.bundle.Receipt;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.provider.SafeText;
import org.tfmirror.provider.Sha256;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.ObjectMissingException;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.ObjectStream;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.storage.StorageUnavailableException;
import org.tfmirror.storage.StoredObject;

/** Reads manifests and receipts from the bucket, and only those that a trusted key has signed. Thread-safe. */
@Singleton
class BundleSources {

    private static final int MAX_SIGNATURE = 1024;

    private final ObjectStore store;
    private final MirrorLayout layout;
    private final BundleKeys keys;

    BundleSources(ObjectStore store, MirrorLayout layout, BundleKeys keys) {
        this.store = store;
        this.layout = layout;
        this.keys = keys;
    }

    /** A file that lists packages which need not be packed again. */
    interface Known {
        boolean has(org.tfmirror.provider.PackageId id, String sha256);
    }

    /** A receipt or manifest, with its SHA-256. */
    record Base(String sha256, Known known) {}

    /**
     * Reads the base of a difference.
     *
     * @param path below the bundles' folder: a {@code manifest.json}, or a receipt
     */
    Base base(String path) throws StorageException {
        String key = layout.bundleFolder(path);
        byte[] bytes = read(key, Manifest.MAX_SIZE, "since_missing");
        try {
            if (path.endsWith(BundleNames.MANIFEST)) {
                Manifest manifest = verified(bytes, read(key + ".sig", MAX_SIGNATURE, "since_missing"));
                java.util.Set<String> lines = new java.util.HashSet<>();
                manifest.entries()
                        .forEach(each -> lines.add(
                                Receipt.line(each.id(), each.files().archive().sha256())));
                return new Base(Sha256.hexOf(bytes), (id, sha256) -> lines.contains(Receipt.line(id, sha256)));
            }
            Receipt receipt = Receipt.read(bytes, keys);
            return new Base(Sha256.hexOf(bytes), (id, sha256) -> receipt.lines().contains(Receipt.line(id, sha256)));
        } catch (ManifestInvalidException e) {
            throw CommandRefusedException.unprocessable(e.code(), String.valueOf(e.getMessage()));
        }
    }

    /** Reads the manifest of a bundle whose files are in this folder of the bucket. */
    Manifest manifest(String folder) throws StorageException {
        byte[] json = read(folder + "/" + BundleNames.MANIFEST, Manifest.MAX_SIZE, "manifest_missing");
        byte[] signature = read(folder + "/" + BundleNames.SIGNATURE, MAX_SIGNATURE, "manifest_missing");
        try {
            return verified(json, signature);
        } catch (ManifestInvalidException e) {
            throw CommandRefusedException.unprocessable(e.code(), String.valueOf(e.getMessage()));
        }
    }

    /** The signature first: nothing is parsed that a stranger wrote. */
    private Manifest verified(byte[] json, byte[] signature) throws ManifestInvalidException {
        Optional<String> signer = keys.signerOf(json, signature);
        if (signer.isEmpty()) {
            throw new ManifestInvalidException(
                    "bundle_untrusted",
                    keys.trustsAny()
                            ? "manifest.json is not signed by a key of tfmirror.bundle.trusted-keys, or was changed"
                            : "tfmirror.bundle.trusted-keys names no key, so no bundle can be trusted");
        }
        Manifest manifest = ManifestJson.read(json);
        if (!manifest.origin().source().equals(signer.get())) {
            throw new ManifestInvalidException(
                    "manifest_invalid", "manifest.json names a source that is not the key which signed it");
        }
        return manifest;
    }

    private byte[] read(String key, int most, String missing) throws StorageException {
        StorageKey file = new StorageKey(key);
        Optional<StoredObject> found = store.find(file);
        if (found.isEmpty()) {
            throw CommandRefusedException.unprocessable(
                    missing, "there is no object %s in the bucket".formatted(SafeText.quoted(key)));
        }
        if (found.get().size() > most) {
            throw CommandRefusedException.unprocessable(
                    "manifest_invalid", "%s has more than %d bytes".formatted(SafeText.quoted(key), most));
        }
        try (ObjectStream object = store.open(file, null)) {
            return object.body().readNBytes(most);
        } catch (ObjectMissingException e) {
            throw CommandRefusedException.unprocessable(
                    missing, "there is no object %s in the bucket".formatted(SafeText.quoted(key)));
        } catch (IOException e) {
            throw new StorageUnavailableException(file + " was cut while it was read", e);
        }
    }
}
