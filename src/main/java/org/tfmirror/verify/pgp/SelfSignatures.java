package org.tfmirror.verify.pgp;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.tfmirror.verify.VerificationException.KeyInvalid;
import org.tfmirror.verify.VerificationException.KeyRevoked;

/**
 * The signatures of a primary key over itself and its subkeys (RFC 9580, 5.2 and 10.1). Only signatures that hold
 * count, and of these the newest. See {@code docs/adr/0033-self-signatures-of-our-own.md}.
 */
final class SelfSignatures {

    private static final Comparator<PGPSignature> BY_TIME = Comparator.comparing(PGPSignature::getCreationTime);

    private final PGPPublicKey primary;
    private final Instant now;
    private final PgpCheck check;

    SelfSignatures(Certificate certificate, Instant now, PgpCheck check) {
        this.primary = certificate.primary();
        this.now = now;
        this.check = check;
    }

    /** @throws KeyRevoked where the primary key, or the subkey that signed, is revoked, for any reason */
    void requireNotRevoked(PGPPublicKey signer) throws KeyRevoked {
        requireNone(primary, PGPSignature.KEY_REVOCATION, signature -> signature.verifyCertification(primary));
        if (!signer.isMasterKey()) {
            requireNone(
                    signer,
                    PGPSignature.SUBKEY_REVOCATION,
                    signature -> signature.verifyCertification(primary, signer));
        }
    }

    private void requireNone(PGPPublicKey revoked, int type, PgpCheck.Content content) throws KeyRevoked {
        for (PGPSignature signature : list(revoked.getKeySignatures())) {
            boolean isRevocation = signature.getSignatureType() == type
                    && Certificate.isIssuer(primary, signature)
                    && check.mayHold(signature, primary, content);
            if (isRevocation) {
                throw new KeyRevoked("signing key", "a key in force", "revoked: " + Certificate.fingerprint(revoked));
            }
        }
    }

    /**
     * The signature that says what the key is for and how long.
     *
     * @throws KeyInvalid where none holds, or it does not let the key sign
     */
    PGPSignature requireSigning(PGPPublicKey signer) throws KeyInvalid {
        // Without flags an old primary key may sign; a subkey must say so.
        PGPSignature ofPrimary =
                newest(certifications()).orElseThrow(() -> invalid(primary, "a self-signature that holds"));
        if (signer.isMasterKey()) {
            requireFlag(signer, PgpSubpackets.keyFlags(ofPrimary, KeyFlags.SIGN_DATA));
            return ofPrimary;
        }
        PGPSignature binding =
                newest(bindings(signer)).orElseThrow(() -> invalid(signer, "a binding signature that holds"));
        requireFlag(signer, PgpSubpackets.keyFlags(binding, 0));
        requireCrossCertification(signer, binding);
        return binding;
    }

    /** The primary key's own, of which {@link #requireSigning} has made sure that there is one. */
    Optional<PGPSignature> ofPrimary() {
        return newest(certifications());
    }

    private List<PGPSignature> certifications() {
        List<PGPSignature> found = new ArrayList<>();
        for (PGPSignature signature : list(primary.getKeySignatures())) {
            if (signature.getSignatureType() == PGPSignature.DIRECT_KEY
                    && isGood(signature, s -> s.verifyCertification(primary))) {
                found.add(signature);
            }
        }
        for (byte[] userId : list(primary.getRawUserIDs())) {
            found.addAll(certifications(userId));
        }
        return found;
    }

    /** Those of one user ID, none where it was revoked later. */
    private List<PGPSignature> certifications(byte[] userId) {
        List<PGPSignature> found = new ArrayList<>();
        PGPSignature revocation = null;
        for (PGPSignature signature : list(primary.getSignaturesForID(userId))) {
            boolean isRevocation = signature.getSignatureType() == PGPSignature.CERTIFICATION_REVOCATION;
            if ((isRevocation || signature.isCertification())
                    && isGood(signature, s -> s.verifyCertification(userId, primary))) {
                if (!isRevocation) {
                    found.add(signature);
                } else if (revocation == null || BY_TIME.compare(signature, revocation) > 0) {
                    revocation = signature;
                }
            }
        }
        PGPSignature last = revocation;
        return last == null
                ? found
                : found.stream().filter(s -> BY_TIME.compare(s, last) > 0).toList();
    }

    private List<PGPSignature> bindings(PGPPublicKey subkey) {
        return list(subkey.getKeySignatures()).stream()
                .filter(signature -> signature.getSignatureType() == PGPSignature.SUBKEY_BINDING)
                .filter(signature -> isGood(signature, s -> s.verifyCertification(primary, subkey)))
                .toList();
    }

    private boolean isGood(PGPSignature signature, PgpCheck.Content content) {
        return Certificate.isIssuer(primary, signature)
                && PgpStrength.isFitForSelfSignature(signature)
                && PgpSubpackets.areUnderstood(signature)
                && !PgpSubpackets.isExpired(signature, now)
                && check.holds(signature, primary, content);
    }

    /** The subkey must have agreed (0x19): else anybody could adopt a stranger's key as a subkey. */
    private void requireCrossCertification(PGPPublicKey subkey, PGPSignature binding) throws KeyInvalid {
        for (PGPSignature embedded : embedded(binding)) {
            if (embedded.getSignatureType() == PGPSignature.PRIMARYKEY_BINDING
                    && PgpStrength.isFitForSelfSignature(embedded)
                    && !PgpSubpackets.isExpired(embedded, now)
                    && check.holds(embedded, subkey, s -> s.verifyCertification(primary, subkey))) {
                return;
            }
        }
        throw invalid(subkey, "a signing subkey that vouches for its primary key");
    }

    private static List<PGPSignature> embedded(PGPSignature binding) {
        List<PGPSignature> found = new ArrayList<>();
        try {
            addAll(found, binding.getHashedSubPackets().getEmbeddedSignatures());
            addAll(found, binding.getUnhashedSubPackets().getEmbeddedSignatures());
        } catch (PGPException | RuntimeException e) {
            // A signature that cannot be read proves nothing.
            return found;
        }
        return found;
    }

    private static void addAll(List<PGPSignature> found, PGPSignatureList signatures) {
        for (PGPSignature signature : signatures) {
            if (signature.getVersion() == 4) {
                found.add(signature);
            }
        }
    }

    private static void requireFlag(PGPPublicKey key, int flags) throws KeyInvalid {
        if ((flags & KeyFlags.SIGN_DATA) == 0) {
            throw invalid(key, "a key for signing");
        }
    }

    private static Optional<PGPSignature> newest(List<PGPSignature> signatures) {
        return signatures.stream().max(BY_TIME);
    }

    private static KeyInvalid invalid(PGPPublicKey key, String expected) {
        return new KeyInvalid("signing key " + Certificate.fingerprint(key), expected, "none");
    }

    private static <T> List<T> list(Iterator<T> iterator) {
        List<T> list = new ArrayList<>();
        iterator.forEachRemaining(list::add);
        return list;
    }
}
