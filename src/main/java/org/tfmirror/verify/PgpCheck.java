package org.tfmirror.verify;

import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/**
 * The arithmetic of one signature. The library throws all sorts of things on hostile numbers, checked or not; all mean
 * that nothing was proved, and are kept in here.
 */
final class PgpCheck {

    /** What a signature is over. */
    interface Content {
        boolean verify(PGPSignature signature) throws PGPException;
    }

    private enum Outcome {
        HOLDS,
        DOES_NOT_HOLD,
        CANNOT_SAY
    }

    private PgpCheck() {}

    /** Whether the key made the signature over that content; false where that cannot be said. */
    static boolean holds(PGPSignature signature, PGPPublicKey key, Content content) {
        return check(signature, key, content) == Outcome.HOLDS;
    }

    /** As {@link #holds}, but true where that cannot be said: for what takes trust away. */
    static boolean mayHold(PGPSignature signature, PGPPublicKey key, Content content) {
        return check(signature, key, content) != Outcome.DOES_NOT_HOLD;
    }

    private static Outcome check(PGPSignature signature, PGPPublicKey key, Content content) {
        if (signature.getKeyAlgorithm() != key.getAlgorithm()) {
            return Outcome.DOES_NOT_HOLD;
        }
        try {
            signature.init(new BcPGPContentVerifierBuilderProvider(), key);
            return content.verify(signature) ? Outcome.HOLDS : Outcome.DOES_NOT_HOLD;
        } catch (PGPException | RuntimeException e) {
            return Outcome.CANNOT_SAY;
        }
    }
}
