package org.tfmirror.verify;

/** The signature's hash or the key's algorithm or size is too weak to be trusted. */
public final class SignatureWeakException extends VerificationException {

    SignatureWeakException(String what, String expected, String found) {
        super(what, expected, found);
    }

    @Override
    public String code() {
        return "signature_weak";
    }
}
