package org.tfmirror.verify;

import java.util.List;
import org.tfmirror.verify.VerificationException.KeyInvalid;

/**
 * A listed key, decoded.
 *
 * @param decoded the bytes within the armor, which a trust signature covers
 * @param certificates the keys in it, at least one
 * @param trustSignature armored, empty where there is none
 */
record AuthorKey(byte[] decoded, List<Certificate> certificates, String trustSignature) {

    private static final int SIZE = 1 << 20;

    /** @throws KeyInvalid where it is not an armored public key of version 4 */
    static AuthorKey read(SigningKey key) throws KeyInvalid {
        try {
            byte[] decoded = Armor.decode(key.asciiArmor(), Armor.PUBLIC_KEY);
            if (decoded.length > SIZE) {
                throw new MalformedPgpException(decoded.length + " bytes");
            }
            String trustSignature =
                    key.trustSignature() == null ? "" : key.trustSignature().strip();
            return new AuthorKey(decoded, CertificateReader.readAll(decoded), trustSignature);
        } catch (MalformedPgpException e) {
            throw new KeyInvalid("signing key", "an armored OpenPGP public key", e.found());
        }
    }
}
