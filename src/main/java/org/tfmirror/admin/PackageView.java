package org.tfmirror.admin;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.MirroredPackage;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;

/**
 * A package of the catalog as the API shows it.
 *
 * @param source {@code hostname/namespace/type}
 * @param hostname the registry it came from
 * @param hashes what clients check it against, {@code h1:} and {@code zh:}
 * @param key who vouches for it; null where policy allowed a registry without keys
 * @param warnings what was odd but allowed, such as an expired key
 * @param verifiedAt when it was fetched and verified
 * @param integrity {@code intact}, or {@code missing} or {@code altered}: then it is not served until it is mirrored again
 * @param checkedAt when its object was last read again
 */
public record PackageView(
        long id,
        String source,
        String hostname,
        String version,
        String platform,
        String filename,
        long sizeBytes,
        List<String> hashes,
        @Nullable Key key,
        List<String> warnings,
        @Nullable Instant verifiedAt,
        String integrity,
        @Nullable Instant checkedAt,
        boolean blocked,
        @Nullable String blockedBy,
        @Nullable Instant blockedAt,
        @Nullable String blockedReason) {

    /**
     * The OpenPGP key whose signature was verified.
     *
     * @param primaryFingerprint upper-case hex
     * @param signingFingerprint of the key or subkey that signed
     */
    public record Key(String primaryFingerprint, @Nullable String signingFingerprint) {}

    static PackageView of(MirroredPackage kept) {
        PackageId id = kept.packageId();
        String primary = kept.keyFingerprint();
        return new PackageView(
                kept.id(),
                id.provider().toString(),
                id.provider().hostname(),
                id.version().toString(),
                id.platform().toString(),
                kept.filename(),
                kept.sizeBytes(),
                kept.hashes().stream().map(PackageHash::toString).toList(),
                primary == null ? null : new Key(primary, kept.signingFingerprint()),
                kept.warnings(),
                kept.verifiedAt(),
                kept.integrity().wireName(),
                kept.checkedAt(),
                kept.blocked(),
                kept.blockedBy(),
                kept.blockedAt(),
                kept.blockedReason());
    }
}
