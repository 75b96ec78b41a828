package org.tfmirror.verify.pgp;

import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.bcpg.sig.IssuerFingerprint;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;
import org.jspecify.annotations.Nullable;

/** A primary key with its subkeys, as listed. {@link SelfSignatures} judges what binds them. */
record Certificate(PGPPublicKeyRing ring) {

    PGPPublicKey primary() {
        return ring.getPublicKey();
    }

    /** The fingerprint of the primary key, in upper-case hex. */
    String fingerprint() {
        return fingerprint(primary());
    }

    static String fingerprint(PGPPublicKey key) {
        return HexFormat.of().withUpperCase().formatHex(key.getFingerprint());
    }

    /** The key or subkey that the signature names as its issuer. */
    Optional<PGPPublicKey> issuerOf(PGPSignature signature) {
        for (PGPPublicKey key : ring) {
            if (isIssuer(key, signature)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    static boolean isIssuer(PGPPublicKey key, PGPSignature signature) {
        IssuerFingerprint fingerprint = issuerFingerprint(signature);
        return fingerprint == null
                ? signature.getKeyID() != 0 && signature.getKeyID() == key.getKeyID()
                : key.hasFingerprint(fingerprint.getFingerprint());
    }

    private static @Nullable IssuerFingerprint issuerFingerprint(PGPSignature signature) {
        PGPSignatureSubpacketVector hashed = signature.getHashedSubPackets();
        IssuerFingerprint found = hashed.getIssuerFingerprint();
        return found == null ? signature.getUnhashedSubPackets().getIssuerFingerprint() : found;
    }
}
