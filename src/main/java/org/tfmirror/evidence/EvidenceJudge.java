package org.tfmirror.evidence;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.tfmirror.catalog.Catalog;
import org.tfmirror.catalog.Catalog.Vouching;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.catalog.evidence.EvidenceTable;
import org.tfmirror.provider.PackageId;
import org.tfmirror.verify.ShasumsClaim;
import org.tfmirror.verify.SigningKey;
import org.tfmirror.verify.VerificationException;
import org.tfmirror.verify.VerificationException.EvidenceAltered;
import org.tfmirror.verify.VerificationException.KeyRevoked;
import org.tfmirror.verify.shasums.ShasumsVerifier;

/** Judges the recorded evidence of a mirrored package by today's rules. It asks no origin. Thread-safe. */
public final class EvidenceJudge {

    private static final String WHAT = "evidence of the package";

    private final Catalog catalog;
    private final ShasumsVerifier verifier;

    public EvidenceJudge(Catalog catalog, ShasumsVerifier verifier) {
        this.catalog = catalog;
        this.verifier = verifier;
    }

    /**
     * Judges the kept evidence; where there is none, the keys that were found when the package came.
     *
     * @param keysOfToday what the origin lists now: the kept keys know of no revocation since; empty where it does not
     *     answer. Keys that it lists no longer stay good
     * @throws VerificationException the subclass says which rule refuses it
     */
    public void judge(PackageId id, Catalog.Entry kept, List<SigningKey> keysOfToday)
            throws VerificationException, SQLException {
        Vouching vouching = kept.vouching();
        if (vouching.evidence() == null) {
            verifier.requireAllowed(id.provider(), vouching.keyFingerprint(), vouching.signingFingerprint());
            return;
        }
        Evidence evidence = read(id, vouching.evidence());
        List<SigningKey> keys = evidence.keys().stream()
                .map(key -> new SigningKey(key.asciiArmor(), key.trustSignature()))
                .toList();
        verifier.verify(claim(id, kept, evidence, keys));
        if (!keys.isEmpty() && !keysOfToday.isEmpty()) {
            requireNotRevoked(claim(id, kept, evidence, keysOfToday));
        }
    }

    private static ShasumsClaim claim(PackageId id, Catalog.Entry kept, Evidence evidence, List<SigningKey> keys) {
        byte[] signature = evidence.signature();
        return new ShasumsClaim(
                id.provider(),
                String.valueOf(kept.vouching().originFilename()),
                kept.sha256(),
                evidence.shasums(),
                signature == null ? new byte[0] : signature,
                keys);
    }

    /** Of what today's keys say, only a revocation counts: it is the author's own, and signed. */
    private void requireNotRevoked(ShasumsClaim claim) throws KeyRevoked {
        try {
            verifier.verify(claim);
        } catch (KeyRevoked e) {
            throw e;
        } catch (VerificationException e) {
            return; // other keys than the one that signed, or none that can be read
        }
    }

    private Evidence read(PackageId id, String digest) throws VerificationException, SQLException {
        Optional<Evidence> found;
        try {
            found = catalog.evidence(digest);
        } catch (EvidenceTable.Altered e) {
            throw new EvidenceAltered(WHAT, "what has the digest " + digest, "something else");
        }
        Evidence evidence =
                found.orElseThrow(() -> new EvidenceAltered(WHAT, "what has the digest " + digest, "nothing"));
        if (!evidence.provider().equals(id.provider()) || !evidence.version().equals(id.version())) {
            throw new EvidenceAltered(
                    WHAT, "evidence of " + id, "of " + evidence.provider() + " " + evidence.version());
        }
        return evidence;
    }
}
