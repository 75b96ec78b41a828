package org.tfmirror.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.bc.BcPGPSecretKeyRing;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/**
 * The OpenPGP key of a provider's author: an Ed25519 key (version 4, EdDSA) that signs SHA256SUMS documents the way
 * registries hand them out, with a detached binary signature over SHA-512. Thread-safe.
 */
public final class PackageSigner {

    private static final String USER_ID = "Sample provider author <author@localhost>";

    /** One moment for the key and its signatures, so that the same key and bytes give the same signature. */
    private static final Date CREATED = Date.from(Instant.parse("2024-01-01T00:00:00Z"));

    private final PGPSecretKeyRing keys;

    private PackageSigner(PGPSecretKeyRing keys) {
        this.keys = keys;
    }

    /** Makes a new key. */
    public static PackageSigner generate() {
        try {
            Ed25519KeyPairGenerator generator = new Ed25519KeyPairGenerator();
            generator.init(new Ed25519KeyGenerationParameters(new SecureRandom()));
            PGPKeyPair pair = new BcPGPKeyPair(
                    PublicKeyPacket.VERSION_4,
                    PublicKeyAlgorithmTags.EDDSA_LEGACY,
                    generator.generateKeyPair(),
                    CREATED);
            PGPSignatureSubpacketGenerator hashed = new PGPSignatureSubpacketGenerator();
            hashed.setSignatureCreationTime(false, CREATED);
            hashed.setKeyFlags(true, KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA);
            return new PackageSigner(new PGPKeyRingGenerator(
                            PGPSignature.POSITIVE_CERTIFICATION,
                            pair,
                            USER_ID,
                            new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA1),
                            hashed.generate(),
                            null,
                            contentSigner(pair.getPublicKey()),
                            null)
                    .generateSecretKeyRing());
        } catch (PGPException e) {
            throw new IllegalStateException("could not make an OpenPGP key", e);
        }
    }

    /** The key in {@code file}, which is made, readable by its owner only, where it is missing. */
    public static PackageSigner loadOrCreate(Path file) throws IOException {
        if (Files.exists(file)) {
            try {
                return new PackageSigner(new BcPGPSecretKeyRing(
                        HexFormat.of().parseHex(Files.readString(file).strip())));
            } catch (PGPException | IllegalArgumentException e) {
                throw new IOException(file + " holds no signing key: delete it and a new one is made", e);
            }
        }
        PackageSigner signer = generate();
        Directories.writePrivate(file, HexFormat.of().formatHex(signer.keys.getEncoded()));
        return signer;
    }

    /** The detached signature of {@code document}, not armored, as {@code shasums_signature_url} gives it. */
    public byte[] sign(byte[] document) {
        try {
            PGPSecretKey key = keys.getSecretKey();
            PGPSignatureGenerator generator =
                    new PGPSignatureGenerator(contentSigner(key.getPublicKey()), key.getPublicKey());
            generator.init(PGPSignature.BINARY_DOCUMENT, key.extractPrivateKey(null));
            PGPSignatureSubpacketGenerator hashed = new PGPSignatureSubpacketGenerator();
            hashed.setSignatureCreationTime(false, CREATED);
            hashed.setIssuerFingerprint(false, key);
            hashed.setIssuerKeyID(false, key.getKeyID());
            generator.setHashedSubpackets(hashed.generate());
            generator.update(document);
            return generator.generate().getEncoded();
        } catch (PGPException e) {
            throw new IllegalStateException("could not sign", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The public key as an ASCII-armored block. */
    public String asciiArmor() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (ArmoredOutputStream armor =
                ArmoredOutputStream.builder().clearHeaders().build(text)) {
            keys.toCertificate().encode(armor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString(StandardCharsets.US_ASCII);
    }

    /** The key's id, 16 upper-case hexadecimal digits. */
    public String keyId() {
        return "%016X".formatted(keys.getPublicKey().getKeyID());
    }

    /** The key's fingerprint, 40 upper-case hexadecimal digits. */
    public String fingerprint() {
        return HexFormat.of().formatHex(keys.getPublicKey().getFingerprint()).toUpperCase(Locale.ROOT);
    }

    private static BcPGPContentSignerBuilder contentSigner(PGPPublicKey key) {
        return new BcPGPContentSignerBuilder(key.getAlgorithm(), HashAlgorithmTags.SHA512);
    }
}
