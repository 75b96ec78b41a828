package org.tfmirror.verify;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tfmirror.verify.VerificationException.TrustSignatureInvalid;

/**
 * The key by which a registry's operator vouches for the keys of authors it knows, with a trust signature over the
 * decoded author key.
 *
 * @param asciiArmor the armored public key
 */
record PartnerKey(String asciiArmor) {

    static final PartnerKey HASHICORP = new PartnerKey(HashicorpPartnerKey.ASCII_ARMOR);

    /** @throws TrustSignatureInvalid unless the author's trust signature is by this key */
    void requireSigned(AuthorKey author, SignatureJudge judge) throws TrustSignatureInvalid {
        try {
            List<DetachedSignature> signatures =
                    DetachedSignature.readAll(author.trustSignature().getBytes(StandardCharsets.UTF_8));
            AuthorKey partner = AuthorKey.read(new SigningKey(asciiArmor, null));
            judge.judge(author.decoded(), signatures, partner.certificates());
        } catch (VerificationException e) {
            throw new TrustSignatureInvalid(
                    "trust signature on " + author.certificates().get(0).fingerprint(),
                    "one by the partner key over that key",
                    String.valueOf(e.getMessage()));
        }
    }
}
