package org.tfmirror.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.tfmirror.verify.VerificationException.KeyUnknown;
import org.tfmirror.verify.VerificationException.SignatureInvalid;

/**
 * Judges detached signatures of a document at one moment. One good signature suffices, and those by strangers take
 * nothing from it; but an invalid one by the same author refuses them all, as GnuPG does.
 */
final class SignatureJudge {

    /** By how much a signer's clock may be ahead of ours. */
    private static final Duration SKEW = Duration.ofDays(1);

    private final Instant now;
    private final PgpCheck check = new PgpCheck();

    SignatureJudge(Instant now) {
        this.now = now;
    }

    /** @throws VerificationException the first reason not to trust, {@link KeyUnknown} if no key matches */
    SignatureVerdict judge(byte[] document, List<DetachedSignature> signatures, List<Certificate> certificates)
            throws VerificationException {
        VerificationException refusal = null;
        SignatureVerdict verdict = null;
        for (DetachedSignature signature : signatures) {
            for (Certificate certificate : certificates) {
                Optional<PGPPublicKey> signer = certificate.issuerOf(signature.signature());
                if (signer.isPresent()) {
                    try {
                        SignatureVerdict good = judge(document, signature.signature(), certificate, signer.get());
                        verdict = verdict == null ? good : verdict;
                    } catch (SignatureInvalid e) {
                        throw e;
                    } catch (VerificationException e) {
                        refusal = refusal == null ? e : refusal;
                    }
                }
            }
        }
        if (verdict != null) {
            return verdict;
        }
        throw refusal == null ? unknown(signatures, certificates) : refusal;
    }

    private SignatureVerdict judge(
            byte[] document, PGPSignature signature, Certificate certificate, PGPPublicKey signer)
            throws VerificationException {
        requireForm(signature);
        PgpStrength.requireStrongHash(signature);
        PgpStrength.requireStrongKey(certificate.primary());
        PgpStrength.requireStrongKey(signer);
        SelfSignatures selfSignatures = new SelfSignatures(certificate, now, check);
        selfSignatures.requireNotRevoked(signer);
        PGPSignature binding = selfSignatures.requireSigning(signer);
        requireTime(signature, signer);
        boolean holds = check.holds(signature, signer, s -> {
            s.update(document);
            return s.verify();
        });
        if (!holds) {
            throw new SignatureInvalid(
                    "signature by " + Certificate.fingerprint(signer), "one over these bytes", "one over others");
        }
        List<String> warnings = new ArrayList<>();
        selfSignatures.ofPrimary().ifPresent(own -> warnIfExpired(certificate.primary(), own, warnings));
        if (!signer.isMasterKey()) {
            warnIfExpired(signer, binding, warnings);
        }
        return new SignatureVerdict(certificate.fingerprint(), Certificate.fingerprint(signer), warnings);
    }

    private static void requireForm(PGPSignature signature) throws SignatureInvalid {
        if (signature.getSignatureType() != PGPSignature.BINARY_DOCUMENT) {
            throw new SignatureInvalid(
                    "type of the signature", "0x00", "0x%02x".formatted(signature.getSignatureType()));
        }
        if (!PgpSubpackets.areUnderstood(signature)) {
            throw new SignatureInvalid("critical subpackets of the signature", "only known ones", "an unknown one");
        }
    }

    private void requireTime(PGPSignature signature, PGPPublicKey signer) throws SignatureInvalid {
        Instant made = signature.getCreationTime().toInstant();
        Instant keyMade = signer.getCreationTime().toInstant();
        if (made.isBefore(keyMade) || made.isAfter(now.plus(SKEW))) {
            throw new SignatureInvalid("time of the signature", keyMade + " to " + now, made.toString());
        }
        if (PgpSubpackets.isExpired(signature, now)) {
            throw new SignatureInvalid("signature", "one in force", "one that has expired");
        }
    }

    /** As Terraform, which goes on installing what was signed by a key that has expired since. */
    private void warnIfExpired(PGPPublicKey key, PGPSignature selfSignature, List<String> warnings) {
        long seconds = selfSignature.getHashedSubPackets().getKeyExpirationTime();
        Instant end = key.getCreationTime().toInstant().plusSeconds(seconds);
        if (seconds != 0 && !now.isBefore(end)) {
            warnings.add("key " + Certificate.fingerprint(key) + " expired at " + end);
        }
    }

    private static KeyUnknown unknown(List<DetachedSignature> signatures, List<Certificate> certificates) {
        return new KeyUnknown(
                "signature",
                "one by " + certificates.stream().map(Certificate::fingerprint).toList(),
                "issuer "
                        + signatures.stream()
                                .map(s -> "%016X".formatted(s.signature().getKeyID()))
                                .toList());
    }
}
