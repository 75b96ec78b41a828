package org.tfmirror.verify.pgp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.openpgp.PGPSignature;
import org.tfmirror.verify.SigningKey;
import org.tfmirror.verify.VerificationException;
import org.tfmirror.verify.VerificationException.KeyInvalid;
import org.tfmirror.verify.VerificationException.TrustSignatureInvalid;

/**
 * The key by which a registry's operator vouches for the keys of authors it knows, with a trust signature over the
 * decoded author key.
 *
 * @param asciiArmor the armored public key
 */
public record PartnerKey(String asciiArmor) {

    /** HashiCorp's, which Terraform carries, too. */
    public static final PartnerKey HASHICORP = new PartnerKey(HashicorpPartnerKey.ASCII_ARMOR);

    /**
     * Makes sure that this key vouches for an author's.
     *
     * @param judge the judge of the author's own signature
     * @throws KeyInvalid where the author's key cannot be read
     * @throws TrustSignatureInvalid unless the author's trust signature is by this key, over the author's
     */
    public void requireTrusts(SigningKey author, SignatureJudge judge) throws KeyInvalid, TrustSignatureInvalid {
        DecodedKey key = DecodedKey.read(author.asciiArmor());
        String trust = Objects.requireNonNullElse(author.trustSignature(), "").strip();
        try {
            List<PGPSignature> signatures = DetachedSignature.readAll(trust.getBytes(StandardCharsets.UTF_8));
            judge.judge(key.bytes(), signatures, DecodedKey.read(asciiArmor).certificates());
        } catch (VerificationException e) {
            throw new TrustSignatureInvalid(
                    "trust signature on " + key.certificates().get(0).fingerprint(),
                    "one by the partner key over that key",
                    String.valueOf(e.getMessage()));
        }
    }
}
