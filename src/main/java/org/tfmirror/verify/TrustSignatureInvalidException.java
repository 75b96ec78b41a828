package org.tfmirror.verify;

/** The listed key carries a trust signature that the partner key did not make. */
public final class TrustSignatureInvalidException extends VerificationException {

    TrustSignatureInvalidException(String what, String expected, String found) {
        super(what, expected, found);
    }

    @Override
    public String code() {
        return "trust_signature_invalid";
    }
}
