package org.tfmirror.evidence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.origin.PackageMetadata;
import org.tfmirror.origin.PublicKey;
import org.tfmirror.origin.SignedShasums;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.verify.ShasumsClaim;
import org.tfmirror.verify.SigningKey;
import org.tfmirror.verify.VerificationException;
import org.tfmirror.verify.VerifiedChecksum;
import org.tfmirror.verify.shasums.ShasumsVerifier;

/** Fetches what vouches for a package, three small documents, and verifies it. Thread-safe. */
public final class EvidenceFetcher {

    private final ShasumsVerifier verifier;

    public EvidenceFetcher(ShasumsVerifier verifier) {
        this.verifier = verifier;
    }

    /**
     * Asks the origin for the download document, SHA256SUMS and signature, in this order.
     *
     * @param origin perhaps one that another thread can cancel
     * @throws VerificationException the subclass says which check failed
     */
    public EvidenceSnapshot fetch(OriginRegistry origin, PackageId id) throws OriginException, VerificationException {
        PackageMetadata metadata = origin.packageMetadata(id);
        SignedShasums signed = origin.shasums(metadata);
        VerifiedChecksum checksum = verifier.verify(new ShasumsClaim(
                id.provider(),
                metadata.filename(),
                metadata.shasum(),
                signed.document(),
                signed.signature(),
                metadata.keys().stream()
                        .map(key -> new SigningKey(key.asciiArmor(), key.trustSignature()))
                        .toList()));
        Evidence evidence =
                new Evidence(id.provider(), id.version(), signed.document(), signed.signature(), keys(metadata.keys()));
        return new EvidenceSnapshot(
                metadata, checksum, evidence, checksums(id, signed.document()), origin.isPrivate(id.provider()));
    }

    private static List<Evidence.Key> keys(List<PublicKey> listed) {
        return listed.stream()
                .map(key -> new Evidence.Key(
                        key.keyId(), key.asciiArmor(), key.trustSignature(), key.source(), key.sourceUrl()))
                .toList();
    }

    private static Map<Platform, String> checksums(PackageId release, byte[] shasums) {
        Map<Platform, String> checksums = new HashMap<>();
        ShasumsVerifier.checksums(shasums)
                .forEach((name, sha256) -> PackageId.ofArchiveName(release.provider(), name)
                        .filter(found -> found.version().equals(release.version()))
                        .ifPresent(found -> checksums.put(found.platform(), sha256)));
        return checksums;
    }
}
