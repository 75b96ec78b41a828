package org.tfmirror.bundle;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.Sha256;

/**
 * The Ed25519 keys (RFC 8032) that sign bundles, and those that are trusted. A signature is the 64 bytes over the file as
 * it is, which {@code openssl pkeyutl -rawin} checks, too. Immutable.
 */
public final class BundleKeys {

    private static final String ED25519 = "Ed25519";

    /** How the DER of every Ed25519 public key begins, by RFC 8410; the 32 bytes of the key follow. */
    private static final byte[] PUBLIC_START = HexFormat.of().parseHex("302a300506032b6570032100");

    private final @Nullable PrivateKey signing;
    private final @Nullable PublicKey own;
    private final List<PublicKey> trusted;

    private BundleKeys(@Nullable PrivateKey signing, @Nullable PublicKey own, List<PublicKey> trusted) {
        this.signing = signing;
        this.own = own;
        this.trusted = List.copyOf(trusted);
    }

    /** @throws IllegalArgumentException where a key is none; the message names its configuration key, and no secret */
    static BundleKeys of(BundleConfig config) {
        return of(config.signingKey().orElse(null), config.trustedKeys().orElse(List.of()));
    }

    /** From texts as the configuration has them. */
    public static BundleKeys of(@Nullable String signingKey, List<String> trustedKeys) {
        EdECPrivateKey signing = signingKey == null ? null : privateKey(signingKey);
        PublicKey own = signing == null ? null : publicKeyOf(signing);
        List<PublicKey> trusted = new ArrayList<>();
        for (String text : trustedKeys) {
            trusted.add(publicKey(text));
        }
        return new BundleKeys(signing, own, trusted);
    }

    private static EdECPrivateKey privateKey(String text) {
        try {
            PrivateKey key = KeyFactory.getInstance(ED25519).generatePrivate(new PKCS8EncodedKeySpec(der(text)));
            if (key instanceof EdECPrivateKey edwards) {
                return edwards;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // told below, without the text: it is a secret
        }
        throw new IllegalArgumentException(
                "tfmirror.bundle.signing-key: not an Ed25519 private key; make one with openssl genpkey -algorithm ed25519");
    }

    private static PublicKey publicKey(String text) {
        try {
            return KeyFactory.getInstance(ED25519).generatePublic(new X509EncodedKeySpec(der(text)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "tfmirror.bundle.trusted-keys: not an Ed25519 public key; GET /admin/api/bundles/key of the other mirror"
                            + " gives one",
                    e);
        }
    }

    private static byte[] der(String text) {
        String base64 = text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return Base64.getDecoder().decode(base64);
    }

    /** The JDK derives none from a private key. */
    private static PublicKey publicKeyOf(EdECPrivateKey key) {
        byte[] seed = key.getBytes().orElseThrow();
        byte[] point =
                new Ed25519PrivateKeyParameters(seed, 0).generatePublicKey().getEncoded();
        byte[] der = Arrays.copyOf(PUBLIC_START, PUBLIC_START.length + point.length);
        System.arraycopy(point, 0, der, PUBLIC_START.length, point.length);
        return publicKey(Base64.getEncoder().encodeToString(der));
    }

    /** Whether this mirror can sign what it packs. */
    public boolean canSign() {
        return signing != null;
    }

    /** Whether any bundle can be trusted at all. */
    public boolean trustsAny() {
        return own != null || !trusted.isEmpty();
    }

    /** Our own public key; empty where there is none. */
    public Optional<String> publicPem() {
        return Optional.ofNullable(own)
                .map(key -> "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getEncoder().encodeToString(key.getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
    }

    /** What names our own key, and so this mirror as a source of bundles; empty where there is none. */
    public Optional<String> keyId() {
        return Optional.ofNullable(own).map(BundleKeys::idOf);
    }

    /** The first 16 hex digits of the SHA-256 of the public key's DER. */
    private static String idOf(PublicKey key) {
        return Sha256.hexOf(key.getEncoded()).substring(0, 16);
    }

    /** @throws IllegalStateException where there is no key to sign with */
    public byte[] sign(byte[] message) {
        if (signing == null) {
            throw new IllegalStateException("tfmirror.bundle.signing-key is not set");
        }
        try {
            Signature signature = Signature.getInstance(ED25519);
            signature.initSign(signing);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK from 15 on has Ed25519", e);
        }
    }

    /** The id of the trusted key that signed the message, our own included; empty where none did. */
    public Optional<String> signerOf(byte[] message, byte[] signature) {
        List<PublicKey> all = new ArrayList<>(trusted);
        if (own != null) {
            all.add(own);
        }
        return all.stream()
                .filter(key -> isBy(key, message, signature))
                .findFirst()
                .map(BundleKeys::idOf);
    }

    private static boolean isBy(PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature check = Signature.getInstance(ED25519);
            check.initVerify(key);
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // not of the form of a signature
        }
    }
}
