package org.tfmirror.verify;

/** The registry lists no keys, and no policy lets it. */
public final class UnsignedException extends VerificationException {

    UnsignedException(String what, String expected, String found) {
        super(what, expected, found);
    }

    @Override
    public String code() {
        return "unsigned";
    }
}
