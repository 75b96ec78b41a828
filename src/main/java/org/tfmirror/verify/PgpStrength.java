package org.tfmirror.verify;

import java.util.Set;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;

/** Which algorithms and sizes are trusted. */
final class PgpStrength {

    private static final Set<Integer> STRONG_HASHES = Set.of(
            HashAlgorithmTags.SHA256,
            HashAlgorithmTags.SHA384,
            HashAlgorithmTags.SHA512,
            HashAlgorithmTags.SHA3_256,
            HashAlgorithmTags.SHA3_512);

    /** Keys made before 2014 bind themselves with SHA-1; their makers, not strangers, chose what was hashed. */
    private static final Set<Integer> SELF_HASHES =
            Set.of(HashAlgorithmTags.SHA1, HashAlgorithmTags.RIPEMD160, HashAlgorithmTags.SHA224);

    private static final int RSA_BITS = 2048;
    /** Beyond this a key is made to cost time. */
    private static final int MAX_BITS = 16_384;

    private static final int EC_BITS = 255;

    private PgpStrength() {}

    /** @throws SignatureWeakException unless the hash is SHA-256 or stronger */
    static void requireStrongHash(PGPSignature signature) throws SignatureWeakException {
        if (!STRONG_HASHES.contains(signature.getHashAlgorithm())) {
            throw new SignatureWeakException(
                    "hash of the signature", "SHA-256 or stronger", hashName(signature.getHashAlgorithm()));
        }
    }

    static boolean isFitForSelfSignature(PGPSignature signature) {
        int hash = signature.getHashAlgorithm();
        return STRONG_HASHES.contains(hash) || SELF_HASHES.contains(hash);
    }

    /** @throws SignatureWeakException unless the key signs, and by RSA, DSA or a curve of good size */
    static void requireStrongKey(PGPPublicKey key) throws SignatureWeakException {
        int bits = bits(key);
        boolean isStrong = switch (key.getAlgorithm()) {
            case PublicKeyAlgorithmTags.RSA_GENERAL, PublicKeyAlgorithmTags.RSA_SIGN, PublicKeyAlgorithmTags.DSA ->
                bits >= RSA_BITS && bits <= MAX_BITS;
            case PublicKeyAlgorithmTags.ECDSA -> bits >= EC_BITS;
            case PublicKeyAlgorithmTags.EDDSA_LEGACY, PublicKeyAlgorithmTags.Ed25519, PublicKeyAlgorithmTags.Ed448 ->
                true;
            default -> false;
        };
        if (!isStrong) {
            throw new SignatureWeakException(
                    "key " + Certificate.fingerprint(key),
                    "RSA or DSA of " + RSA_BITS + " to " + MAX_BITS + " bits, ECDSA of 256, or EdDSA",
                    "algorithm " + key.getAlgorithm() + " of " + bits + " bits");
        }
    }

    private static int bits(PGPPublicKey key) {
        try {
            return key.getBitStrength();
        } catch (RuntimeException e) {
            // The library does not know the curve.
            return -1;
        }
    }

    private static String hashName(int hash) {
        return switch (hash) {
            case HashAlgorithmTags.MD5 -> "MD5";
            case HashAlgorithmTags.SHA1 -> "SHA-1";
            case HashAlgorithmTags.RIPEMD160 -> "RIPEMD-160";
            case HashAlgorithmTags.SHA224 -> "SHA-224";
            default -> "hash algorithm " + hash;
        };
    }
}
