package org.tfmirror.admin.catalog;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.MirroredPackage;
import org.tfmirror.catalog.PackageFinding.Distrust;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;

/**
 * A package of the catalog as the API shows it.
 *
 * @param source {@code hostname/namespace/type}
 * @param hostname the registry it came from
 * @param hashes what clients check it against, {@code h1:} and {@code zh:}
 * @param key who vouches for it; null where policy allowed a registry without keys
 * @param warnings what was allowed but unusual, such as an expired key; and which clients fail because of the change
 * @param verifiedAt when it was fetched and verified
 * @param integrity {@code intact}, or {@code missing} or {@code altered}: then it is not served until it is mirrored again;
 *     or {@code untrusted}: then it is not served until a verification or a download finds it trusted
 * @param untrusted which rule refuses it; null unless it is untrusted
 * @param evidence the digest of what vouches for it; null where that is to be fetched yet
 * @param requiresToken whether an origin gave it to a login, so that it is for readers with the mirror's token only
 * @param checkedAt when its object was last read again
 * @param listed whether its version is in index.json, as long as it has a package that is served
 * @param waitingFor the platforms that keep its version out of index.json
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
        @Nullable Untrusted untrusted,
        @Nullable String evidence,
        boolean requiresToken,
        @Nullable Instant checkedAt,
        boolean listed,
        List<String> waitingFor,
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

    /**
     * What is refused about what vouches for it.
     *
     * @param rule such as {@code key_revoked}
     */
    public record Untrusted(String rule, String reason) {}

    private static @Nullable Untrusted untrusted(MirroredPackage kept) {
        Distrust distrust = kept.distrust();
        return distrust == null ? null : new Untrusted(distrust.rule(), distrust.reason());
    }

    static PackageView of(MirroredPackage kept) {
        return of(kept, List.of());
    }

    /** @param more warnings of what was just changed */
    static PackageView of(MirroredPackage kept, List<String> more) {
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
                Stream.concat(kept.warnings().stream(), more.stream()).toList(),
                kept.verifiedAt(),
                kept.integrity().wireName(),
                untrusted(kept),
                kept.evidence(),
                kept.requiresToken(),
                kept.checkedAt(),
                kept.listed(),
                kept.waitingFor().stream().map(Platform::toString).toList(),
                kept.blocked(),
                kept.blockedBy(),
                kept.blockedAt(),
                kept.blockedReason());
    }
}
