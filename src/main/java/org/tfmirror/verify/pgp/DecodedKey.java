package org.tfmirror.verify.pgp;

import java.util.List;
import org.tfmirror.verify.VerificationException.KeyInvalid;

/**
 * An armored public key, decoded.
 *
 * @param bytes within the armor, which a trust signature covers
 * @param certificates the keys in it, at least one
 */
record DecodedKey(byte[] bytes, List<Certificate> certificates) {

    private static final int SIZE = 1 << 20;

    /** @throws KeyInvalid where it is not an armored public key of version 4 */
    static DecodedKey read(String asciiArmor) throws KeyInvalid {
        try {
            byte[] decoded = Armor.decode(asciiArmor, Armor.PUBLIC_KEY);
            if (decoded.length > SIZE) {
                throw new MalformedPgpException(decoded.length + " bytes");
            }
            return new DecodedKey(decoded, CertificateReader.readAll(decoded));
        } catch (MalformedPgpException e) {
            throw new KeyInvalid("signing key", "an armored OpenPGP public key", e.found());
        }
    }
}
