package org.tfmirror.verify;

/** The signature is malformed, of a wrong type, expired, or does not fit the bytes. */
public final class SignatureInvalidException extends VerificationException {

    SignatureInvalidException(String what, String expected, String found) {
        super(what, expected, found);
    }

    @Override
    public String code() {
        return "signature_invalid";
    }
}
