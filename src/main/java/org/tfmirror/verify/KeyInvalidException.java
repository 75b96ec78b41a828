package org.tfmirror.verify;

/** A listed key cannot be read, or its self-signatures and bindings do not hold. */
public final class KeyInvalidException extends VerificationException {

    KeyInvalidException(String what, String expected, String found) {
        super(what, expected, found);
    }

    @Override
    public String code() {
        return "key_invalid";
    }
}
