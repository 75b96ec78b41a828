package org.tfmirror.processor.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import org.tfmirror.bundle.BundleKeys;
import org.tfmirror.bundle.BundleNames;
import org.tfmirror.bundle.Bundles.Bundle;
import org.tfmirror.bundle.ManifestHead;
import org.tfmirror.bundle.Place;
import org.tfmirror.provider.Sha256;
import org.tfmirror.storage.ByteRange;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.ObjectStream;
import org.tfmirror.storage.ObjectUpload;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;

/** The files of bundles in the bucket. Thread-safe. */
final class BundleFiles {

    /** The most bytes that one file of evidence may have. */
    static final int MAX_EVIDENCE = 4 * 1024 * 1024;

    private final ObjectStore store;
    private final BundleKeys keys;

    BundleFiles(ObjectStore store, BundleKeys keys) {
        this.store = store;
        this.keys = keys;
    }

    ObjectStore store() {
        return store;
    }

    BundleKeys keys() {
        return keys;
    }

    /**
     * Signs the manifest and puts it there, in the place of the one before, with its signature and what people read.
     */
    void put(Bundle bundle, PartManifest.Packed manifest) throws StorageException {
        put(bundle, BundleNames.README, readme(manifest).getBytes(StandardCharsets.UTF_8));
        put(bundle, BundleNames.SIGNATURE, keys.sign(manifest.json()));
        put(bundle, BundleNames.MANIFEST, manifest.json());
    }

    private void put(Bundle bundle, String file, byte[] bytes) throws StorageException {
        try (ObjectUpload upload =
                store.begin(new StorageKey(bundle.key(file)), Map.of(), OptionalLong.of(bytes.length))) {
            upload.write(bytes, 0, bytes.length);
            upload.complete();
        }
    }

    /** Opens a file of a part for reading. */
    ObjectStream open(Bundle bundle, String part, Place place) throws StorageException {
        return store.open(
                new StorageKey(bundle.key(part)), new ByteRange(place.offset(), place.offset() + place.size() - 1));
    }

    /** Reads a small file of a part, which has to be the one that was packed. */
    byte[] read(Bundle bundle, String part, Place place) throws StorageException, IOException, DamagedException {
        if (place.size() == 0) {
            return new byte[0];
        }
        if (place.size() > MAX_EVIDENCE) {
            throw new DamagedException(place.path() + " is larger than evidence may be");
        }
        try (ObjectStream object = open(bundle, part, place)) {
            byte[] bytes = object.body().readNBytes((int) place.size());
            if (!Sha256.hexOf(bytes).equals(place.sha256())) {
                throw new DamagedException(
                        "%s in %s is not what the manifest names; bring the part again and retry the job"
                                .formatted(place.path(), part));
            }
            return bytes;
        }
    }

    /** A file of a part differs from the manifest. */
    static final class DamagedException extends Exception {

        private static final long serialVersionUID = 1L;

        DamagedException(String message) {
            super(message);
        }
    }

    /** What tells people how to check and use the bundle. */
    static String readme(PartManifest.Packed manifest) {
        ManifestHead.Origin origin = manifest.head().origin();
        return """
                A bundle of Terraform and OpenTofu providers, packed by TF Mirror.

                source     %s
                serial     %d
                packed at  %s
                packages   %d
                missing    %d (named in manifest.json under "missing")

                Check who packed it; bundle-key.pem is what GET /admin/api/bundles/key of the mirror that packed it gives:

                  openssl pkeyutl -verify -pubin -inkey bundle-key.pem -rawin -in manifest.json -sigfile manifest.json.sig

                Check the parts by what manifest.json says of them, for nobody has signed this file:

                  sed -n 's/.*"name":"\\(part-[0-9]*.tar\\)","size":[0-9]*,"sha256":"\\([0-9a-f]*\\)".*/\\2  \\1/p' manifest.json | sha256sum -c

                Check an author's signature on a version, once a part is unpacked; the file beside it has the keys:

                  jq -r '.gpg_public_keys[].ascii_armor' FILE_keys.json | gpg --import
                  gpg --verify FILE_SHA256SUMS.sig FILE_SHA256SUMS

                Import it into another TF Mirror, which verifies every package again under its own rules:

                  curl -T part-0001.tar "$MIRROR/admin/api/bundles/import/NAME/part-0001.tar" -H "Authorization: Bearer $TOKEN"
                  (the same for every other part, manifest.json and manifest.json.sig)
                  curl "$MIRROR/admin/api/bundles/import" -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
                    -d '{"name": "NAME"}'

                Or use it without a mirror: unpacked into one directory the parts are a filesystem_mirror.

                  mkdir providers && for part in part-*.tar; do tar -xf "$part" -C providers; done
                """.formatted(
                        origin.source(), origin.serial(), origin.createdAt(), manifest.packages(), manifest.missing());
    }
}
