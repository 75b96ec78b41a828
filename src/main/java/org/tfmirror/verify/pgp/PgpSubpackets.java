package org.tfmirror.verify.pgp;

import java.time.Instant;
import java.util.Set;
import org.bouncycastle.bcpg.SignatureSubpacket;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.openpgp.PGPSignature;

/** The hashed subpackets of a signature. Anyone can change unhashed ones, so they are not read. */
final class PgpSubpackets {

    /** Those that we obey, or that mean nothing to us. Any other critical one makes the signature void. */
    private static final Set<Integer> UNDERSTOOD = Set.of(
            SignatureSubpacketTags.CREATION_TIME,
            SignatureSubpacketTags.EXPIRE_TIME,
            SignatureSubpacketTags.EXPORTABLE,
            SignatureSubpacketTags.REVOCABLE,
            SignatureSubpacketTags.KEY_EXPIRE_TIME,
            SignatureSubpacketTags.PREFERRED_SYM_ALGS,
            SignatureSubpacketTags.PREFERRED_HASH_ALGS,
            SignatureSubpacketTags.PREFERRED_COMP_ALGS,
            SignatureSubpacketTags.PREFERRED_AEAD_ALGORITHMS,
            SignatureSubpacketTags.REVOCATION_KEY,
            SignatureSubpacketTags.ISSUER_KEY_ID,
            SignatureSubpacketTags.ISSUER_FINGERPRINT,
            SignatureSubpacketTags.KEY_SERVER_PREFS,
            SignatureSubpacketTags.PREFERRED_KEY_SERV,
            SignatureSubpacketTags.PRIMARY_USER_ID,
            SignatureSubpacketTags.POLICY_URL,
            SignatureSubpacketTags.KEY_FLAGS,
            SignatureSubpacketTags.SIGNER_USER_ID,
            SignatureSubpacketTags.REVOCATION_REASON,
            SignatureSubpacketTags.FEATURES,
            SignatureSubpacketTags.EMBEDDED_SIGNATURE);

    private PgpSubpackets() {}

    static boolean areUnderstood(PGPSignature signature) {
        for (SignatureSubpacket subpacket : signature.getHashedSubPackets().toArray()) {
            if (subpacket.isCritical() && !UNDERSTOOD.contains(subpacket.getType())) {
                return false;
            }
        }
        return true;
    }

    /** Whether the signature itself, not the key, has run out. */
    static boolean isExpired(PGPSignature signature, Instant now) {
        long seconds = signature.getHashedSubPackets().getSignatureExpirationTime();
        return seconds != 0
                && !now.isBefore(signature.getCreationTime().toInstant().plusSeconds(seconds));
    }

    /** The key flags, or {@code otherwise} where the signature has none. */
    static int keyFlags(PGPSignature signature, int otherwise) {
        return signature.getHashedSubPackets().hasSubpacket(SignatureSubpacketTags.KEY_FLAGS)
                ? signature.getHashedSubPackets().getKeyFlags()
                : otherwise;
    }
}
