package org.tfmirror.command.bundle;

import jakarta.inject.Singleton;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import org.tfmirror.bundle.BundleKeys;
import org.tfmirror.bundle.BundleNames;
import org.tfmirror.bundle.ManifestFile;
import org.tfmirror.bundle.ManifestHead;
import org.tfmirror.bundle.ManifestInvalidException;
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

    /** A receipt or manifest, with its SHA-256: which packages need not be packed again. */
    record Base(String sha256, Receipt known) {}

    /**
     * Reads the base of a difference.
     *
     * @param path below the bundles' folder: a {@code manifest.json}, or a receipt
     */
    Base base(String path) throws StorageException {
        String key = layout.bundleFolder(path);
        byte[] bytes = read(key, ManifestHead.MAX_SIZE, "since_missing");
        try {
            if (path.endsWith(BundleNames.MANIFEST)) {
                ManifestFile manifest = verified(bytes, read(key + ".sig", MAX_SIGNATURE, "since_missing"));
                return new Base(Sha256.hexOf(bytes), manifest.receipt());
            }
            return new Base(Sha256.hexOf(bytes), Receipt.read(bytes, keys));
        } catch (ManifestInvalidException e) {
            throw refused(e);
        }
    }

    /** Reads the manifest of a bundle whose files are in this folder of the bucket. */
    ManifestFile manifest(String folder) throws StorageException {
        byte[] json = read(folder + "/" + BundleNames.MANIFEST, ManifestHead.MAX_SIZE, "manifest_missing");
        byte[] signature = read(folder + "/" + BundleNames.SIGNATURE, MAX_SIGNATURE, "manifest_missing");
        try {
            return verified(json, signature);
        } catch (ManifestInvalidException e) {
            throw refused(e);
        }
    }

    static CommandRefusedException refused(ManifestInvalidException e) {
        return CommandRefusedException.unprocessable(e.code(), String.valueOf(e.getMessage()));
    }

    /** The signature first: nothing is parsed that a stranger wrote. */
    private ManifestFile verified(byte[] json, byte[] signature) throws ManifestInvalidException {
        Optional<String> signer = keys.signerOf(json, signature);
        if (signer.isEmpty()) {
            throw new ManifestInvalidException(
                    "bundle_untrusted",
                    keys.trustsOthers()
                            ? "manifest.json is not signed by a key of tfmirror.bundle.trusted-keys, or was changed on its way"
                            : "tfmirror.bundle.trusted-keys names no key; set it to what GET /admin/api/bundles/key of the"
                                    + " other mirror gives");
        }
        ManifestFile manifest = ManifestFile.of(json);
        if (!manifest.head().origin().source().equals(signer.get())) {
            throw new ManifestInvalidException(
                    "manifest_invalid", "manifest.json names a source that is not the key which signed it");
        }
        return manifest;
    }

    private byte[] read(String key, int most, String missing) throws StorageException {
        StorageKey file = new StorageKey(key);
        try (ObjectStream object = store.open(file, null)) {
            if (object.length() > most) {
                throw CommandRefusedException.unprocessable(
                        "manifest_invalid", "%s has more than %d bytes".formatted(SafeText.quoted(key), most));
            }
            byte[] bytes = new byte[(int) object.length()]; // readNBytes would hold it twice
            if (object.body().readNBytes(bytes, 0, bytes.length) < bytes.length) {
                throw new EOFException("it ended early");
            }
            return bytes;
        } catch (ObjectMissingException e) {
            throw CommandRefusedException.unprocessable(
                    missing, "there is no object %s in the bucket".formatted(SafeText.quoted(key)));
        } catch (IOException e) {
            throw new StorageUnavailableException(file + " was cut while it was read", e);
        }
    }
}
