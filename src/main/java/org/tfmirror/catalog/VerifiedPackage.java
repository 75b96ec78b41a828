package org.tfmirror.catalog;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;

/**
 * What is recorded of a package once its object is verified and stored.
 *
 * @param zh over the archive's bytes
 * @param h1 over its contents
 * @param keyFingerprint the primary key that vouches for it, upper-case hex; null where policy allows none
 * @param signingFingerprint the key or subkey that signed; null likewise
 * @param warnings what was odd but allowed, such as an expired key
 * @param provenance null where nothing is known of it
 */
public record VerifiedPackage(
        PackageId id,
        String storageKey,
        long sizeBytes,
        PackageHash zh,
        PackageHash h1,
        @Nullable String keyFingerprint,
        @Nullable String signingFingerprint,
        List<String> warnings,
        @Nullable Provenance provenance)
        implements CatalogChange {

    public VerifiedPackage {
        warnings = List.copyOf(warnings);
    }

    @Override
    public Optional<ReleaseFacts> facts() {
        return Optional.ofNullable(provenance).map(Provenance::facts);
    }

    /** Without provenance. */
    public VerifiedPackage(
            PackageId id,
            String storageKey,
            long sizeBytes,
            PackageHash zh,
            PackageHash h1,
            @Nullable String keyFingerprint,
            @Nullable String signingFingerprint,
            List<String> warnings) {
        this(id, storageKey, sizeBytes, zh, h1, keyFingerprint, signingFingerprint, warnings, null);
    }
}
