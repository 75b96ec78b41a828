package org.tfmirror.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;

/** The Ed25519 key that signs bundles. */
final class BundleKey {

    private BundleKey() {}

    /** The private key as PEM, made the first time. */
    static String loadOrCreate(Path file) throws IOException {
        if (!Files.exists(file)) {
            Directories.writePrivate(file, Pem.encode(Pem.PRIVATE_KEY, generate()));
        }
        return Files.readString(file);
    }

    private static byte[] generate() {
        try {
            return KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPrivate()
                    .getEncoded();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK from 15 on has Ed25519", e);
        }
    }
}
