package org.tfmirror.verify.pgp;

import java.util.Set;
import org.bouncycastle.bcpg.DSAPublicBCPGKey;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.RSAPublicBCPGKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.tfmirror.verify.VerificationException.SignatureWeak;

/** Which algorithms and sizes are trusted. */
final class PgpStrength {

    private static final Set<Integer> STRONG_HASHES = Set.of(
            HashAlgorithmTags.SHA256,
            HashAlgorithmTags.SHA384,
            HashAlgorithmTags.SHA512,
            HashAlgorithmTags.SHA3_256,
            HashAlgorithmTags.SHA3_512);

    /** Keys made before 2014 bind themselves with SHA-1. Their makers, not strangers, chose what was hashed. */
    private static final Set<Integer> SELF_HASHES =
            Set.of(HashAlgorithmTags.SHA1, HashAlgorithmTags.RIPEMD160, HashAlgorithmTags.SHA224);

    private static final int RSA_BITS = 2048;
    /** A larger key is made to cost time. */
    private static final int MAX_BITS = 8_192;

    /** Go's limit, and so Terraform's. A larger exponent is made to cost time, too. */
    private static final int MAX_EXPONENT_BITS = 31;

    private static final int MAX_DSA_BITS = 3_072;
    private static final int MAX_DSA_ORDER_BITS = 256;

    private static final int EC_BITS = 255;

    private PgpStrength() {}

    /** @throws SignatureWeak unless the hash is SHA-256 or stronger */
    static void requireStrongHash(PGPSignature signature) throws SignatureWeak {
        if (!STRONG_HASHES.contains(signature.getHashAlgorithm())) {
            throw new SignatureWeak(
                    "hash of the signature", "SHA-256 or stronger", hashName(signature.getHashAlgorithm()));
        }
    }

    static boolean isFitForSelfSignature(PGPSignature signature) {
        int hash = signature.getHashAlgorithm();
        return STRONG_HASHES.contains(hash) || SELF_HASHES.contains(hash);
    }

    /** @throws SignatureWeak unless the key signs, and by RSA, DSA or a curve of good size */
    static void requireStrongKey(PGPPublicKey key) throws SignatureWeak {
        int bits = bits(key);
        boolean isStrong = switch (key.getAlgorithm()) {
            case PublicKeyAlgorithmTags.RSA_GENERAL, PublicKeyAlgorithmTags.RSA_SIGN ->
                bits >= RSA_BITS && bits <= MAX_BITS && exponentBits(key) <= MAX_EXPONENT_BITS;
            case PublicKeyAlgorithmTags.DSA ->
                bits >= RSA_BITS && bits <= MAX_DSA_BITS && orderBits(key) <= MAX_DSA_ORDER_BITS;
            case PublicKeyAlgorithmTags.ECDSA -> bits >= EC_BITS;
            case PublicKeyAlgorithmTags.EDDSA_LEGACY, PublicKeyAlgorithmTags.Ed25519, PublicKeyAlgorithmTags.Ed448 ->
                true;
            default -> false;
        };
        if (!isStrong) {
            throw new SignatureWeak(
                    "key " + Certificate.fingerprint(key),
                    "RSA of 2048 to 8192 bits with an exponent of at most 31, DSA of 2048 or 3072, ECDSA of 256, or EdDSA",
                    "algorithm " + key.getAlgorithm() + " of " + bits + " bits");
        }
    }

    private static int exponentBits(PGPPublicKey key) {
        return key.getPublicKeyPacket().getKey() instanceof RSAPublicBCPGKey rsa
                ? rsa.getPublicExponent().bitLength()
                : Integer.MAX_VALUE;
    }

    private static int orderBits(PGPPublicKey key) {
        return key.getPublicKeyPacket().getKey() instanceof DSAPublicBCPGKey dsa
                ? dsa.getQ().bitLength()
                : Integer.MAX_VALUE;
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
