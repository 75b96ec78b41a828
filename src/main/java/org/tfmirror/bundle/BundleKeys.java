package org.tfmirror.bundle;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.Sha256;

/**
 * The Ed25519 keys (RFC 8032) that sign bundles, and those that are trusted. A signature is the 64 bytes over the file as
 * it is, which the JDK and {@code openssl pkeyutl -rawin} check, too. It is made and checked by Bouncy Castle: the JDK copies
 * the whole message, several times. Immutable.
 */
public final class BundleKeys {

    private static final String ED25519 = "Ed25519";

    /** How the DER of every Ed25519 public key begins, by RFC 8410; the 32 bytes of the key follow. */
    private static final byte[] PUBLIC_START = HexFormat.of().parseHex("302a300506032b6570032100");

    private final @Nullable Ed25519PrivateKeyParameters signing;
    private final @Nullable Key own;
    private final List<Key> trusted;

    /** A public key: as it is written down, and as it verifies. */
    private record Key(byte[] der, Ed25519PublicKeyParameters point) {}

    private BundleKeys(@Nullable Ed25519PrivateKeyParameters signing, @Nullable Key own, List<Key> trusted) {
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
        Ed25519PrivateKeyParameters signing = signingKey == null ? null : privateKey(signingKey);
        Key own = signing == null ? null : key(signing.generatePublicKey());
        List<Key> trusted = new ArrayList<>();
        for (String text : trustedKeys) {
            trusted.add(publicKey(text));
        }
        return new BundleKeys(signing, own, trusted);
    }

    private static Ed25519PrivateKeyParameters privateKey(String text) {
        try {
            PrivateKey key = KeyFactory.getInstance(ED25519).generatePrivate(new PKCS8EncodedKeySpec(der(text)));
            if (key instanceof EdECPrivateKey edwards) {
                return new Ed25519PrivateKeyParameters(edwards.getBytes().orElseThrow(), 0);
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // told below, without the text: it is a secret
        }
        throw new IllegalArgumentException(
                "tfmirror.bundle.signing-key: not an Ed25519 private key; make one with openssl genpkey -algorithm ed25519");
    }

    private static Key publicKey(String text) {
        try {
            byte[] der = der(text);
            KeyFactory.getInstance(ED25519).generatePublic(new X509EncodedKeySpec(der)); // refuses what is none
            return key(new Ed25519PublicKeyParameters(der, PUBLIC_START.length));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "tfmirror.bundle.trusted-keys: not an Ed25519 public key; GET /admin/api/bundles/key of the other mirror"
                            + " gives one",
                    e);
        }
    }

    private static Key key(Ed25519PublicKeyParameters point) {
        byte[] der = Arrays.copyOf(PUBLIC_START, PUBLIC_START.length + Ed25519PublicKeyParameters.KEY_SIZE);
        point.encode(der, PUBLIC_START.length);
        return new Key(der, point);
    }

    private static byte[] der(String text) {
        String base64 = text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return Base64.getDecoder().decode(base64);
    }

    /** Whether this mirror can sign what it packs. */
    public boolean canSign() {
        return signing != null;
    }

    /** Whether bundles of other mirrors are trusted. */
    public boolean trustsOthers() {
        return !trusted.isEmpty();
    }

    /** Our own public key; empty where there is none. */
    public Optional<String> publicPem() {
        return Optional.ofNullable(own)
                .map(key -> "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getEncoder().encodeToString(key.der())
                        + "\n-----END PUBLIC KEY-----\n");
    }

    /** What names our own key, and so this mirror as a source of bundles; empty where there is none. */
    public Optional<String> keyId() {
        return Optional.ofNullable(own).map(BundleKeys::idOf);
    }

    /** The first 16 hex digits of the SHA-256 of the public key's DER. */
    private static String idOf(Key key) {
        return Sha256.hexOf(key.der()).substring(0, 16);
    }

    /** @throws IllegalStateException where there is no key to sign with */
    public byte[] sign(byte[] message) {
        if (signing == null) {
            throw new IllegalStateException("tfmirror.bundle.signing-key is not set");
        }
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        signing.sign(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0);
        return signature;
    }

    /** The id of the trusted key that signed the message, our own included; empty where none did. */
    public Optional<String> signerOf(byte[] message, byte[] signature) {
        return signerOf(message, message.length, signature);
    }

    /** The same of a message that is the beginning of the array. */
    Optional<String> signerOf(byte[] message, int length, byte[] signature) {
        if (signature.length != Ed25519.SIGNATURE_SIZE) {
            return Optional.empty();
        }
        return Stream.concat(trusted.stream(), Stream.ofNullable(own))
                .filter(key -> key.point().verify(Ed25519.Algorithm.Ed25519, null, message, 0, length, signature, 0))
                .findFirst()
                .map(BundleKeys::idOf);
    }
}
