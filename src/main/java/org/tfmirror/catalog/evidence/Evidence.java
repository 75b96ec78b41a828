package org.tfmirror.catalog.evidence;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.provider.Sha256;

/**
 * What an origin gave to vouch for one version of a provider, byte for byte. A version may have several, such as a
 * SHA256SUMS document for each platform, or a renewed signature. Immutable; the arrays are handed over, not copied.
 *
 * @param shasums the SHA256SUMS document
 * @param signature its detached signature, binary or armored; null where there is none
 * @param keys the signing keys in the origin's order; empty where it lists none, as policy may allow
 */
@SuppressWarnings("ArrayRecordComponent") // compared by the digest: see equals
public record Evidence(
        ProviderAddress provider,
        ProviderVersion version,
        byte[] shasums,
        byte @Nullable [] signature,
        List<Key> keys) {

    private static final String FORM = "tfmirror evidence 1";

    /**
     * A signing key as the origin listed it. What it did not say is null; what it left empty is empty.
     *
     * @param keyId what the origin calls the key, perhaps wrongly
     * @param asciiArmor the armored OpenPGP key
     * @param trustSignature a partner's signature over the key, armored
     * @param source whose key it is, in the origin's words
     * @param sourceUrl where to read about it, not a URL for certain
     */
    public record Key(
            @Nullable String keyId,
            String asciiArmor,
            @Nullable String trustSignature,
            @Nullable String source,
            @Nullable String sourceUrl) {

        public Key {
            Objects.requireNonNull(asciiArmor);
        }
    }

    public Evidence {
        Objects.requireNonNull(provider);
        Objects.requireNonNull(version);
        Objects.requireNonNull(shasums);
        keys = List.copyOf(keys);
    }

    /** A document without a signature, and without keys. */
    public static Evidence unsigned(ProviderAddress provider, ProviderVersion version, byte[] shasums) {
        return new Evidence(provider, version, shasums, null, List.of());
    }

    /**
     * SHA-256 over all of it in lower-case hex: each part after its length in eight bytes, big-endian; the form's name,
     * hostname, namespace, type, version, document, signature (of length -1 where there is none), and the keys as JSON.
     */
    public String digest() {
        MessageDigest sha256 = Sha256.newDigest();
        add(sha256, FORM.getBytes(StandardCharsets.US_ASCII));
        for (String name : PackageColumns.of(provider, version)) {
            add(sha256, name.getBytes(StandardCharsets.UTF_8));
        }
        add(sha256, shasums);
        add(sha256, signature);
        add(sha256, KeysJson.write(keys).getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static void add(MessageDigest sha256, byte @Nullable [] part) {
        sha256.update(ByteBuffer.allocate(Long.BYTES)
                .putLong(part == null ? -1 : part.length)
                .array());
        if (part != null) {
            sha256.update(part);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Evidence same && digest().equals(same.digest());
    }

    @Override
    public int hashCode() {
        return digest().hashCode();
    }

    @Override
    public String toString() {
        return "evidence of " + provider + " " + version + " " + digest();
    }
}
