package org.tfmirror.evidence;

import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.tfmirror.catalog.Provenance;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.Aborted;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.origin.PackageMetadata;
import org.tfmirror.origin.SignedShasums;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageHash.Scheme;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.verify.ShasumsClaim;
import org.tfmirror.verify.SigningKey;
import org.tfmirror.verify.VerificationException;
import org.tfmirror.verify.VerificationException.HashMismatch;
import org.tfmirror.verify.VerifiedChecksum;
import org.tfmirror.verify.shasums.ShasumsVerifier;

/** Fetches what vouches for a package, three small documents, and verifies it. Thread-safe. */
public final class EvidenceFetcher {

    private static final Logger LOG = Logger.getLogger(EvidenceFetcher.class);

    private final ShasumsVerifier verifier;
    private final ReleaseDates dates;
    private final RecentMetadata recent;

    /** @param recent what {@link #recall} need not ask for */
    public EvidenceFetcher(ShasumsVerifier verifier, RecentMetadata recent, Clock clock) {
        this.verifier = verifier;
        this.dates = new ReleaseDates(clock);
        this.recent = recent;
    }

    /**
     * What is to be recorded of a package beside its hashes. Asks the origin when its version was published.
     *
     * @throws Aborted where the request is cancelled; nothing else that goes wrong with the date matters
     */
    public Provenance provenance(OriginRegistry origin, EvidenceSnapshot snapshot) throws Aborted {
        Evidence evidence = snapshot.evidence();
        return snapshot.provenance(
                dates.of(origin, evidence.provider(), evidence.version()).orElse(null));
    }

    /**
     * Asks the origin for the download document, SHA256SUMS and signature, in this order. The checksum is compared with
     * those that the download document lists beside it.
     *
     * @param origin perhaps one that another thread can cancel
     * @throws VerificationException the subclass says which check failed
     */
    public EvidenceSnapshot fetch(OriginRegistry origin, PackageId id) throws OriginException, VerificationException {
        return fetch(origin, origin.packageMetadata(id));
    }

    /** As {@link #fetch}, for a client that is about to ask for the package: {@link #recall} need not ask for the same again. */
    public EvidenceSnapshot fetchAhead(OriginRegistry origin, PackageId id)
            throws OriginException, VerificationException {
        EvidenceSnapshot snapshot = fetch(origin, id);
        recent.add(snapshot.metadata());
        return snapshot;
    }

    /**
     * As {@link #fetch}, but asks for nothing that was fetched before: a download document of a moment ago, and recorded
     * evidence under the same keys. All is verified again.
     *
     * @param recorded what is kept of the version, the newest first
     */
    public EvidenceSnapshot recall(OriginRegistry origin, PackageId id, List<Evidence> recorded)
            throws OriginException, VerificationException {
        Optional<PackageMetadata> known = recent.take(id);
        PackageMetadata metadata = known.isPresent() ? known.get() : origin.packageMetadata(id);
        for (Evidence each : recorded) {
            byte[] signature = each.signature();
            if (signature == null || !each.keys().equals(KeyRecords.recorded(metadata.keys()))) {
                continue;
            }
            try {
                return verified(origin, metadata, new SignedShasums(each.shasums(), signature));
            } catch (VerificationException e) {
                LOG.infof("recorded evidence does not vouch for a package package=%s code=%s", id, e.code());
            }
        }
        return known.isPresent() ? fetch(origin, id) : fetch(origin, metadata);
    }

    private EvidenceSnapshot fetch(OriginRegistry origin, PackageMetadata metadata)
            throws OriginException, VerificationException {
        return verified(origin, metadata, origin.shasums(metadata));
    }

    private EvidenceSnapshot verified(OriginRegistry origin, PackageMetadata metadata, SignedShasums signed)
            throws VerificationException {
        PackageId id = metadata.id();
        VerifiedChecksum checksum = verifier.verify(new ShasumsClaim(
                id.provider(),
                metadata.filename(),
                metadata.shasum(),
                signed.document(),
                signed.signature(),
                metadata.keys().stream()
                        .map(key -> new SigningKey(key.asciiArmor(), key.trustSignature()))
                        .toList()));
        requireListed(metadata, Scheme.ZH, PackageHash.ofSha256(checksum.sha256()));
        Evidence evidence = new Evidence(
                id.provider(),
                id.version(),
                signed.document(),
                signed.signature(),
                KeyRecords.recorded(metadata.keys()));
        return new EvidenceSnapshot(
                metadata, checksum, evidence, checksums(id, signed.document()), origin.isPrivate(id.provider()));
    }

    /** Whether the policy names the keys that may sign for the provider's namespace. */
    public boolean isPinned(ProviderAddress provider) {
        return verifier.isPinned(provider);
    }

    /**
     * Compares an archive with what the origin lists of it beside the signed checksum, as OpenTofu's registry does.
     *
     * @throws HashMismatch where it lists a size, or hashes of this scheme, and the archive has another
     */
    public static void requireListed(PackageMetadata metadata, PackageHash h1, long sizeBytes) throws HashMismatch {
        requireSize(metadata, sizeBytes);
        requireListed(metadata, Scheme.H1, h1);
    }

    /** As {@link #requireListed}, before the archive is there. */
    public static void requireSize(PackageMetadata metadata, long sizeBytes) throws HashMismatch {
        long listed = metadata.packageSize().orElse(sizeBytes);
        if (listed != sizeBytes) {
            throw new HashMismatch("size of " + metadata.id(), listed + " bytes as listed", sizeBytes + " bytes");
        }
    }

    private static void requireListed(PackageMetadata metadata, Scheme scheme, PackageHash ours) throws HashMismatch {
        List<PackageHash> listed = metadata.hashes().stream()
                .filter(hash -> hash.scheme() == scheme)
                .sorted(Comparator.comparing(PackageHash::toString))
                .toList();
        if (!listed.isEmpty() && !listed.contains(ours)) {
            throw new HashMismatch("hash of " + metadata.id(), listed.get(0) + " as listed", ours.toString());
        }
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
