package org.tfmirror.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Signs JSON Web Tokens (RFC 7519) with RS256, and publishes its key as a JSON Web Key (RFC 7517). Immutable. */
final class TokenSigner {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RSAPrivateCrtKey key;

    private TokenSigner(PrivateKey key) {
        this.key = (RSAPrivateCrtKey) key;
    }

    static TokenSigner create() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return new TokenSigner(generator.generateKeyPair().getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java platform has RSA
        }
    }

    /** The signer whose key is in that file, which only its owner reads, or a new one kept there. */
    static TokenSigner loadOrCreate(Path file) throws IOException {
        if (!Files.exists(file)) {
            TokenSigner made = create();
            Directories.createPrivate(
                    file.toAbsolutePath().normalize().resolveSibling("").normalize());
            Directories.writePrivate(file, Pem.encode(Pem.PRIVATE_KEY, made.key.getEncoded()));
            return made;
        }
        try {
            byte[] der = Pem.decode(Pem.PRIVATE_KEY, Files.readString(file));
            return new TokenSigner(KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + " holds no RSA key: delete it for a new one", e);
        }
    }

    /** The token in its compact form. */
    String sign(Map<String, ?> claims) {
        return sign(keyId(), claims);
    }

    /** A token that says another key made it, where {@code keyId} is that one's. */
    String sign(String keyId, Map<String, ?> claims) {
        Map<String, String> header = new LinkedHashMap<>();
        header.put("alg", "RS256");
        header.put("typ", "JWT");
        header.put("kid", keyId);
        return sign(header, encode(claims));
    }

    /** A token of any header and of any payload, which needs not be JSON. */
    String sign(Map<String, ?> header, String encodedPayload) {
        String signed = encode(header) + "." + encodedPayload;
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // as in create
        }
    }

    Map<String, String> publicKey() {
        Map<String, String> jwk = new LinkedHashMap<>();
        jwk.put("kty", "RSA");
        jwk.put("use", "sig");
        jwk.put("alg", "RS256");
        jwk.put("kid", keyId());
        jwk.put("n", base64(unsigned(key.getModulus())));
        jwk.put("e", base64(unsigned(key.getPublicExponent())));
        return jwk;
    }

    /** Follows from the key, so that a verifier that knows an older key sees that this is another. */
    String keyId() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(unsigned(key.getModulus()));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java platform has SHA-256
        }
    }

    static String encode(Map<String, ?> json) {
        try {
            return base64(JSON.writeValueAsBytes(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // strings, numbers and lists of them
        }
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
