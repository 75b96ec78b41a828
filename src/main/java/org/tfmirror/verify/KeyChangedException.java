package org.tfmirror.verify;

/** The signature is good, but by another key than those pinned for the namespace. */
public final class KeyChangedException extends VerificationException {

    KeyChangedException(String what, String expected, String found) {
        super(what, expected, found);
    }

    @Override
    public String code() {
        return "key_changed";
    }
}
