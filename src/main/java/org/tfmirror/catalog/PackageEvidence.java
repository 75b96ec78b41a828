package org.tfmirror.catalog;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageId;

/**
 * New evidence for a package that the mirror has already.
 *
 * @param sha256 of the archive, as kept and as signed, lower-case hex
 * @param keyFingerprint the primary key that vouches for it, upper-case hex; null where policy allows none
 * @param signingFingerprint the key or subkey that signed; null likewise
 * @param warnings what was odd but allowed, such as an expired key
 */
public record PackageEvidence(
        PackageId id,
        String sha256,
        @Nullable String keyFingerprint,
        @Nullable String signingFingerprint,
        List<String> warnings,
        Provenance provenance)
        implements CatalogChange {

    public PackageEvidence {
        warnings = List.copyOf(warnings);
    }

    @Override
    public Optional<ReleaseFacts> facts() {
        return Optional.of(provenance.facts());
    }
}
