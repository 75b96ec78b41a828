package org.tfmirror.verify;

/** The key that signed is revoked. */
public final class KeyRevokedException extends VerificationException {

    KeyRevokedException(String what, String expected, String found) {
        super(what, expected, found);
    }

    @Override
    public String code() {
        return "key_revoked";
    }
}
