package org.tfmirror.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Date;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.bcpg.sig.RevocationReasonTags;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/**
 * An author's OpenPGP key, made when a test asks: a primary key, perhaps a signing subkey, both perhaps expired,
 * revoked or badly bound. {@link #armored()} is what a registry lists; {@link #sign} makes what it serves.
 */
public final class SigningKeys {

    /** When every key is made, unless told otherwise. */
    public static final Instant MADE = Instant.parse("2020-01-01T00:00:00Z");

    private static final int DIFFERENT_RSA_PAIRS = 4;
    private static final Deque<AsymmetricCipherKeyPair> RSA_PAIRS = new ArrayDeque<>();
    private static final String USER_ID = "Test Author <author@example.com>";

    /** Kinds of key pairs. */
    public enum Kind {
        ED25519,
        RSA_2048,
        RSA_1024,
        /** Whose exponent is as long as the modulus. */
        RSA_SLOW
    }

    private final PGPKeyPair primary;
    private final List<PGPSignature> onPrimary = new ArrayList<>();
    private final List<PGPSignature> onUserId = new ArrayList<>();
    private final ByteArrayOutputStream moreUserIds = new ByteArrayOutputStream();
    private PGPKeyPair subkey;
    private final List<PGPSignature> onSubkey = new ArrayList<>();

    private SigningKeys(Kind kind, int primaryFlags, Duration validity, int selfHash) {
        primary = keyPair(kind);
        subkey = primary;
        PGPSignatureSubpacketGenerator subpackets = new PGPSignatureSubpacketGenerator();
        if (primaryFlags >= 0) {
            subpackets.setKeyFlags(false, primaryFlags);
        }
        subpackets.setKeyExpirationTime(false, validity.toSeconds());
        onUserId.add(make(
                primary,
                PGPSignature.POSITIVE_CERTIFICATION,
                selfHash,
                MADE,
                subpackets,
                generator -> generator.generateCertification(USER_ID, primary.getPublicKey())));
    }

    /** A primary key that certifies and signs and never expires. */
    public static SigningKeys of(Kind kind) {
        return new SigningKeys(
                kind, KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA, Duration.ZERO, HashAlgorithmTags.SHA256);
    }

    public static SigningKeys ed25519() {
        return of(Kind.ED25519);
    }

    public static SigningKeys rsa() {
        return of(Kind.RSA_2048);
    }

    /** A primary key that expires so long after {@link #MADE}. */
    public static SigningKeys expiringAfter(Duration validity) {
        return new SigningKeys(
                Kind.ED25519, KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA, validity, HashAlgorithmTags.SHA256);
    }

    /** A primary key with these flags, none at all where negative. */
    public static SigningKeys withFlags(int flags) {
        return new SigningKeys(Kind.ED25519, flags, Duration.ZERO, HashAlgorithmTags.SHA256);
    }

    /** A primary key whose self-signature is over such a hash, of {@link HashAlgorithmTags}. */
    public static SigningKeys withSelfHash(int hash) {
        return new SigningKeys(Kind.RSA_2048, KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA, Duration.ZERO, hash);
    }

    /** Adds a signing subkey, by which {@link #sign} signs from now on. */
    public SigningKeys withSubkey() {
        return withSubkey(KeyFlags.SIGN_DATA, true, Duration.ZERO);
    }

    /** Adds a subkey with these flags, perhaps cross-certified, perhaps expiring. */
    public SigningKeys withSubkey(int flags, boolean crossCertified, Duration validity) {
        return withBinding(primary, flags, crossCertified, validity);
    }

    /** Adds a subkey that a stranger, not the primary key, has bound. */
    public SigningKeys withSubkeyBoundBy(SigningKeys stranger) {
        return withBinding(stranger.primary, KeyFlags.SIGN_DATA, true, Duration.ZERO);
    }

    /** Adopts a stranger's primary key as a signing subkey, without that key's consent. */
    public SigningKeys withStolenSubkey(SigningKeys victim) {
        subkey = victim.primary;
        PGPSignatureSubpacketGenerator subpackets = new PGPSignatureSubpacketGenerator();
        subpackets.setKeyFlags(false, KeyFlags.SIGN_DATA);
        onSubkey.add(bind(primary, subpackets));
        return this;
    }

    private SigningKeys withBinding(PGPKeyPair binder, int flags, boolean crossCertified, Duration validity) {
        subkey = keyPair(Kind.ED25519);
        PGPSignatureSubpacketGenerator subpackets = new PGPSignatureSubpacketGenerator();
        subpackets.setKeyFlags(false, flags);
        subpackets.setKeyExpirationTime(false, validity.toSeconds());
        if (crossCertified) {
            PGPSignature back = make(
                    subkey,
                    PGPSignature.PRIMARYKEY_BINDING,
                    HashAlgorithmTags.SHA256,
                    MADE,
                    new PGPSignatureSubpacketGenerator(),
                    generator -> generator.generateCertification(primary.getPublicKey(), subkey.getPublicKey()));
            try {
                subpackets.addEmbeddedSignature(false, back);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        onSubkey.add(bind(binder, subpackets));
        return this;
    }

    private PGPSignature bind(PGPKeyPair binder, PGPSignatureSubpacketGenerator subpackets) {
        return make(
                binder,
                PGPSignature.SUBKEY_BINDING,
                HashAlgorithmTags.SHA256,
                MADE,
                subpackets,
                generator -> generator.generateCertification(primary.getPublicKey(), subkey.getPublicKey()));
    }

    /** Revokes the primary key. */
    public SigningKeys revoked() {
        onPrimary.add(make(
                primary,
                PGPSignature.KEY_REVOCATION,
                HashAlgorithmTags.SHA256,
                MADE.plusSeconds(60),
                reason(),
                generator -> generator.generateCertification(primary.getPublicKey())));
        return this;
    }

    /** Puts a revocation on the primary key that a stranger made: it must not count. */
    public SigningKeys revokedBy(SigningKeys stranger) {
        onPrimary.add(make(
                stranger.primary,
                PGPSignature.KEY_REVOCATION,
                HashAlgorithmTags.SHA256,
                MADE.plusSeconds(60),
                reason(),
                generator -> generator.generateCertification(primary.getPublicKey())));
        return this;
    }

    /** Revokes the subkey. */
    public SigningKeys subkeyRevoked() {
        onSubkey.add(make(
                primary,
                PGPSignature.SUBKEY_REVOCATION,
                HashAlgorithmTags.SHA256,
                MADE.plusSeconds(60),
                reason(),
                generator -> generator.generateCertification(primary.getPublicKey(), subkey.getPublicKey())));
        return this;
    }

    /** Revokes the only user ID. */
    public SigningKeys userIdRevoked() {
        onUserId.add(make(
                primary,
                PGPSignature.CERTIFICATION_REVOCATION,
                HashAlgorithmTags.SHA256,
                MADE.plusSeconds(60),
                reason(),
                generator -> generator.generateCertification(USER_ID, primary.getPublicKey())));
        return this;
    }

    /** Puts a newer signature on the only user ID, in the primary key's name but over something else. */
    public SigningKeys userIdSignedWrongly() {
        PGPSignatureSubpacketGenerator subpackets = new PGPSignatureSubpacketGenerator();
        subpackets.setKeyFlags(false, KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA);
        onUserId.add(make(
                primary,
                PGPSignature.POSITIVE_CERTIFICATION,
                HashAlgorithmTags.SHA256,
                MADE.plusSeconds(60),
                subpackets,
                generator -> generator.generateCertification("Somebody else", primary.getPublicKey())));
        return this;
    }

    /** Adds a user ID of these bytes, which the primary key has certified. */
    public SigningKeys withUserId(byte[] userId) {
        PGPSignatureSubpacketGenerator subpackets = new PGPSignatureSubpacketGenerator();
        subpackets.setKeyFlags(false, KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA);
        PGPSignature certification = make(
                primary,
                PGPSignature.POSITIVE_CERTIFICATION,
                HashAlgorithmTags.SHA256,
                MADE.plusSeconds(60),
                subpackets,
                generator -> {
                    // Written by hand: the library certifies texts only, and old keys have bytes that are none.
                    byte[] key = primary.getPublicKey().getPublicKeyPacket().getEncodedContents();
                    generator.update((byte) 0x99);
                    generator.update(
                            ByteBuffer.allocate(2).putShort((short) key.length).array());
                    generator.update(key);
                    generator.update((byte) 0xb4);
                    generator.update(
                            ByteBuffer.allocate(4).putInt(userId.length).array());
                    generator.update(userId);
                    return generator.generate();
                });
        moreUserIds.write(0xc0 | 13);
        moreUserIds.write(userId.length);
        moreUserIds.writeBytes(userId);
        moreUserIds.writeBytes(encode(certification));
        return this;
    }

    /** A detached binary signature with SHA-256, made a day after the key. */
    public byte[] sign(byte[] document) {
        return sign(document, PGPSignature.BINARY_DOCUMENT, HashAlgorithmTags.SHA256, MADE.plus(Duration.ofDays(1)));
    }

    /** A detached signature of such a type, hash and time. */
    public byte[] sign(byte[] document, int type, int hash, Instant at) {
        return sign(document, type, hash, at, new PGPSignatureSubpacketGenerator());
    }

    /** A detached signature with further hashed subpackets. */
    public byte[] sign(byte[] document, int type, int hash, Instant at, PGPSignatureSubpacketGenerator subpackets) {
        return encode(make(subkey, type, hash, at, subpackets, generator -> {
            generator.update(document);
            return generator.generate();
        }));
    }

    /** The primary key's fingerprint, upper-case hex. */
    public String fingerprint() {
        return HexFormat.of().withUpperCase().formatHex(primary.getPublicKey().getFingerprint());
    }

    /** The fingerprint of the key that signs, upper-case hex. */
    public String signingFingerprint() {
        return HexFormat.of().withUpperCase().formatHex(subkey.getPublicKey().getFingerprint());
    }

    /** The signing key's id as registries list it, 16 upper-case hex digits. */
    public String keyId() {
        return "%016X".formatted(subkey.getKeyID()).toUpperCase(Locale.ROOT);
    }

    /** The public key, binary. */
    public byte[] encoded() {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PGPPublicKey key = primary.getPublicKey();
            for (PGPSignature signature : onPrimary) {
                key = PGPPublicKey.addCertification(key, signature);
            }
            for (PGPSignature signature : onUserId) {
                key = PGPPublicKey.addCertification(key, USER_ID, signature);
            }
            key.encode(out);
            moreUserIds.writeTo(out);
            if (!onSubkey.isEmpty()) {
                // Written by hand: the library leaves it to key ring generators, which bind by themselves.
                byte[] body = subkey.getPublicKey().getPublicKeyPacket().getEncodedContents();
                out.write(0xc0 | 14);
                out.write(0xff);
                out.writeBytes(ByteBuffer.allocate(4).putInt(body.length).array());
                out.writeBytes(body);
                for (PGPSignature signature : onSubkey) {
                    out.writeBytes(encode(signature));
                }
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public key in ASCII armor. */
    public String armored() {
        return armor(encoded());
    }

    /** Any OpenPGP data in the armor of its kind. */
    public static String armor(byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ArmoredOutputStream armored =
                ArmoredOutputStream.builder().clearHeaders().build(out)) {
            armored.write(data);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toString(StandardCharsets.US_ASCII);
    }

    private interface Making {
        PGPSignature by(PGPSignatureGenerator generator) throws PGPException, IOException;
    }

    private static PGPSignature make(
            PGPKeyPair signer,
            int type,
            int hash,
            Instant at,
            PGPSignatureSubpacketGenerator subpackets,
            Making making) {
        try {
            PGPPublicKey key = signer.getPublicKey();
            PGPSignatureGenerator generator =
                    new PGPSignatureGenerator(new BcPGPContentSignerBuilder(key.getAlgorithm(), hash), key);
            generator.init(type, signer.getPrivateKey());
            subpackets.setSignatureCreationTime(false, Date.from(at));
            subpackets.setIssuerFingerprint(false, key);
            generator.setHashedSubpackets(subpackets.generate());
            return making.by(generator);
        } catch (PGPException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PGPSignatureSubpacketGenerator reason() {
        PGPSignatureSubpacketGenerator subpackets = new PGPSignatureSubpacketGenerator();
        subpackets.setRevocationReason(false, RevocationReasonTags.KEY_COMPROMISED, "lost");
        return subpackets;
    }

    private static byte[] encode(PGPSignature signature) {
        try {
            return signature.getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PGPKeyPair keyPair(Kind kind) {
        try {
            int algorithm =
                    kind == Kind.ED25519 ? PublicKeyAlgorithmTags.EDDSA_LEGACY : PublicKeyAlgorithmTags.RSA_GENERAL;
            return new BcPGPKeyPair(4, algorithm, numbers(kind), Date.from(MADE));
        } catch (PGPException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes turns among few pairs of RSA, which take a second each to make: as many keys in a row are different. */
    private static AsymmetricCipherKeyPair numbers(Kind kind) {
        if (kind != Kind.RSA_2048) {
            return newNumbers(kind);
        }
        synchronized (RSA_PAIRS) {
            AsymmetricCipherKeyPair pair =
                    RSA_PAIRS.size() < DIFFERENT_RSA_PAIRS ? newNumbers(kind) : RSA_PAIRS.removeFirst();
            RSA_PAIRS.addLast(pair);
            return pair;
        }
    }

    private static AsymmetricCipherKeyPair newNumbers(Kind kind) {
        SecureRandom random = new SecureRandom();
        if (kind == Kind.ED25519) {
            Ed25519KeyPairGenerator generator = new Ed25519KeyPairGenerator();
            generator.init(new Ed25519KeyGenerationParameters(random));
            return generator.generateKeyPair();
        }
        RSAKeyPairGenerator generator = new RSAKeyPairGenerator();
        int bits = kind == Kind.RSA_1024 ? 1024 : 2048;
        BigInteger exponent =
                kind == Kind.RSA_SLOW ? BigInteger.probablePrime(2_000, random) : BigInteger.valueOf(0x10001);
        generator.init(new RSAKeyGenerationParameters(exponent, random, bits, 80));
        return generator.generateKeyPair();
    }
}
