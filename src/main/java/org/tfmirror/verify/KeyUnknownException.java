package org.tfmirror.verify;

/** None of the listed keys made the signature. */
public final class KeyUnknownException extends VerificationException {

    KeyUnknownException(String what, String expected, String found) {
        super(what, expected, found);
    }

    @Override
    public String code() {
        return "key_unknown";
    }
}
