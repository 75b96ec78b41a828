package org.tfmirror.verify.pgp;

import java.util.HashSet;
import java.util.Set;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/**
 * Checks the arithmetic of signatures, for one judgement. On hostile numbers the library throws checked and unchecked
 * exceptions; each of them means that nothing was proved, and none leaves this class. A registry may list any number of
 * keys with any number of signatures; this class checks a limited number, and a signature beyond it proves nothing.
 */
final class PgpCheck {

    /** Real judgements need ten or twenty. */
    private static final int MOST = 2_000;

    /** The cost of a key that the library refuses: the check can take a second. */
    private static final int REFUSED = 100;

    private final Set<String> refused = new HashSet<>();
    private int left = MOST;

    /** The content that a signature covers. */
    interface Content {
        boolean verify(PGPSignature signature) throws PGPException;
    }

    private enum Outcome {
        HOLDS,
        DOES_NOT_HOLD,
        CANNOT_SAY
    }

    /** Whether the key made the signature over that content; false where that cannot be said. */
    boolean holds(PGPSignature signature, PGPPublicKey key, Content content) {
        return check(signature, key, content) == Outcome.HOLDS;
    }

    /** As {@link #holds}, but true where that cannot be said: for what takes trust away. */
    boolean mayHold(PGPSignature signature, PGPPublicKey key, Content content) {
        return check(signature, key, content) != Outcome.DOES_NOT_HOLD;
    }

    private Outcome check(PGPSignature signature, PGPPublicKey key, Content content) {
        if (signature.getKeyAlgorithm() != key.getAlgorithm()) {
            return Outcome.DOES_NOT_HOLD;
        }
        String fingerprint = Certificate.fingerprint(key);
        if (left <= 0 || refused.contains(fingerprint)) {
            return Outcome.CANNOT_SAY;
        }
        left--;
        try {
            signature.init(new BcPGPContentVerifierBuilderProvider(), key);
        } catch (PGPException | RuntimeException e) {
            refused.add(fingerprint);
            left -= REFUSED;
            return Outcome.CANNOT_SAY;
        }
        try {
            return content.verify(signature) ? Outcome.HOLDS : Outcome.DOES_NOT_HOLD;
        } catch (PGPException | RuntimeException e) {
            return Outcome.CANNOT_SAY;
        }
    }
}
