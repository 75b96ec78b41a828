package org.tfmirror.verify.shasums;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.verify.ShasumsClaim;
import org.tfmirror.verify.SigningKey;
import org.tfmirror.verify.VerificationException;
import org.tfmirror.verify.VerificationException.KeyInvalid;
import org.tfmirror.verify.VerificationException.KeyUnknown;
import org.tfmirror.verify.VerifiedChecksum;
import org.tfmirror.verify.pgp.SignatureJudge;

/**
 * Verifies a registry's claim about an archive, before the archive is fetched: its SHA-256 must be that of the
 * SHA256SUMS document, and a listed key must have signed the document. Fails closed. Thread-safe.
 */
public final class ShasumsVerifier {

    private final KeyPolicy policy;
    private final Clock clock;

    public ShasumsVerifier(KeyPolicy policy, Clock clock) {
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * Proves the claim.
     *
     * @throws VerificationException the subclass says which check failed
     */
    public VerifiedChecksum verify(ShasumsClaim claim) throws VerificationException {
        ShasumsDocument.requireLine(claim);
        String sha256 = claim.shasum().toLowerCase(Locale.ROOT);
        if (claim.keys().isEmpty()) {
            policy.requireUnsignedAllowed(claim.provider());
            return new VerifiedChecksum(
                    sha256, null, null, List.of("not signed: the registry lists no keys, and the policy allows it"));
        }
        SignatureJudge judge = new SignatureJudge(claim.shasums(), claim.signature(), clock.instant());
        VerificationException refusal = new KeyUnknown("signature", "one by a listed key", "none");
        List<String> warnings = new ArrayList<>();
        for (SigningKey key : claim.keys()) {
            try {
                SignatureJudge.Verdict verdict = judge.judge(key);
                policy.requireNotRevoked(verdict.keyFingerprint(), verdict.signingFingerprint());
                policy.requirePinned(claim.provider(), verdict.keyFingerprint());
                policy.requireTrusted(key, verdict.keyFingerprint(), judge);
                warnings.addAll(verdict.warnings());
                return new VerifiedChecksum(sha256, verdict.keyFingerprint(), verdict.signingFingerprint(), warnings);
            } catch (KeyInvalid e) {
                warnings.add(String.valueOf(e.getMessage()));
                refusal = mostTelling(refusal, e);
            } catch (VerificationException e) {
                refusal = mostTelling(refusal, e);
            }
        }
        throw refusal;
    }

    /**
     * Judges the signing key by today's policy, where the signature itself is unavailable.
     *
     * @param keyFingerprint of the primary key; null where there is no signature
     * @param signingFingerprint of the key or subkey that signed; null likewise
     * @throws VerificationException where the keys are revoked or not the pinned ones, or nobody has signed but had to
     */
    public void requireAllowed(
            ProviderAddress provider, @Nullable String keyFingerprint, @Nullable String signingFingerprint)
            throws VerificationException {
        if (keyFingerprint == null) {
            policy.requireUnsignedAllowed(provider);
            return;
        }
        policy.requireNotRevoked(keyFingerprint, signingFingerprint == null ? keyFingerprint : signingFingerprint);
        policy.requirePinned(provider, keyFingerprint);
    }

    /**
     * All files that a SHA256SUMS document gives one readable checksum, with it in lower-case hex. It proves nothing by
     * itself: the document's signature does.
     */
    public static Map<String, String> checksums(byte[] shasums) {
        return ShasumsDocument.checksums(shasums);
    }

    /** Whether the policy names the keys that may sign for the provider's namespace. */
    public boolean isPinned(ProviderAddress provider) {
        return policy.isPinned(provider);
    }

    /** The first refusal, unless it only says that the key is not the one that signed. */
    private static VerificationException mostTelling(VerificationException first, VerificationException next) {
        return first instanceof KeyUnknown ? next : first;
    }
}
