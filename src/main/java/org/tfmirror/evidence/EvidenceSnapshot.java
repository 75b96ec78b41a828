package org.tfmirror.evidence;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.PackageEvidence;
import org.tfmirror.catalog.Provenance;
import org.tfmirror.catalog.ReleaseFacts;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.origin.PackageMetadata;
import org.tfmirror.provider.Platform;
import org.tfmirror.verify.VerifiedChecksum;

/**
 * What an origin gave at one moment to vouch for a package, verified.
 *
 * @param metadata its download document
 * @param checksum of the package that was asked for, and who signed it
 * @param evidence to be recorded together with what it vouches for
 * @param checksums of all platforms that the SHA256SUMS document names in the canonical form: SHA-256 in lower-case hex.
 *     Signed like the package's own, but none of the metadata's other parts is about them
 * @param requiresToken whether the origin was asked with a credential
 */
public record EvidenceSnapshot(
        PackageMetadata metadata,
        VerifiedChecksum checksum,
        Evidence evidence,
        Map<Platform, String> checksums,
        boolean requiresToken) {

    public EvidenceSnapshot {
        checksums = Map.copyOf(checksums);
    }

    /** What is to be recorded of a package that the mirror has already. */
    public PackageEvidence packageEvidence(Provenance provenance) {
        return new PackageEvidence(
                metadata.id(),
                checksum.sha256(),
                checksum.keyFingerprint(),
                checksum.signingFingerprint(),
                checksum.warnings(),
                provenance);
    }

    /**
     * What is to be recorded of the package beside its hashes.
     *
     * @param publishedAt null where that is not known
     */
    public Provenance provenance(@Nullable Instant publishedAt) {
        return new Provenance(
                evidence,
                metadata.filename(),
                new ReleaseFacts(metadata.protocols(), metadata.warnings(), publishedAt),
                requiresToken);
    }
}
