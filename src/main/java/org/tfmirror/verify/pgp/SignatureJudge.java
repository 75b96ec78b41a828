package org.tfmirror.verify.pgp;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.tfmirror.verify.SigningKey;
import org.tfmirror.verify.VerificationException;
import org.tfmirror.verify.VerificationException.KeyUnknown;
import org.tfmirror.verify.VerificationException.SignatureInvalid;

/**
 * Judges the detached signatures of one document at one moment. One good signature suffices, and those by strangers
 * take nothing from it; but an invalid one by the same author refuses them all, as GnuPG does. Not thread-safe.
 */
public final class SignatureJudge {

    /** By how much a signer's clock may be ahead of ours. */
    private static final Duration SKEW = Duration.ofDays(1);

    private final byte[] document;
    private final List<PGPSignature> signatures;
    private final Instant now;
    private final PgpCheck check = new PgpCheck();

    /**
     * Who signed.
     *
     * @param keyFingerprint of the primary key, in upper-case hex
     * @param signingFingerprint of the key or subkey that signed, in upper-case hex
     * @param warnings remarks about the keys
     */
    public record Verdict(String keyFingerprint, String signingFingerprint, List<String> warnings) {

        public Verdict {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Reads the signature, binary or armored; neither array is copied.
     *
     * @throws SignatureInvalid where it is empty, cut, or holds anything but signatures of version 4
     */
    public SignatureJudge(byte[] document, byte[] signature, Instant now) throws SignatureInvalid {
        this.document = document;
        this.signatures = DetachedSignature.readAll(signature);
        this.now = now;
    }

    /**
     * Says who of a listed key's owners signed the document.
     *
     * @throws VerificationException the first reason not to trust, {@link KeyUnknown} if the key is not the signer's
     */
    public Verdict judge(SigningKey key) throws VerificationException {
        return judge(document, signatures, DecodedKey.read(key.asciiArmor()).certificates());
    }

    /** As {@link #judge(SigningKey)}, of another document and other keys, within what one judgement may cost. */
    Verdict judge(byte[] document, List<PGPSignature> signatures, List<Certificate> certificates)
            throws VerificationException {
        VerificationException refusal = null;
        Verdict verdict = null;
        for (PGPSignature signature : signatures) {
            for (Certificate certificate : certificates) {
                Optional<PGPPublicKey> signer = certificate.issuerOf(signature);
                if (signer.isPresent()) {
                    try {
                        Verdict good = judge(document, signature, certificate, signer.get());
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

    private Verdict judge(byte[] document, PGPSignature signature, Certificate certificate, PGPPublicKey signer)
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
        return new Verdict(certificate.fingerprint(), Certificate.fingerprint(signer), warnings);
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

    /** As Terraform, which accepts a signature by a key that has expired since. */
    private void warnIfExpired(PGPPublicKey key, PGPSignature selfSignature, List<String> warnings) {
        long seconds = selfSignature.getHashedSubPackets().getKeyExpirationTime();
        Instant end = key.getCreationTime().toInstant().plusSeconds(seconds);
        if (seconds != 0 && !now.isBefore(end)) {
            warnings.add("key " + Certificate.fingerprint(key) + " expired at " + end);
        }
    }

    private static KeyUnknown unknown(List<PGPSignature> signatures, List<Certificate> certificates) {
        return new KeyUnknown(
                "signature",
                "one by " + certificates.stream().map(Certificate::fingerprint).toList(),
                "issuer "
                        + signatures.stream()
                                .map(s -> "%016X".formatted(s.getKeyID()))
                                .toList());
    }
}
