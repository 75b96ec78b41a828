package org.tfmirror.verify;

/** The SHA256SUMS document, or the claim about it, is malformed. */
public final class ShasumsInvalidException extends VerificationException {

    ShasumsInvalidException(String what, String expected, String found) {
        super(what, expected, found);
    }

    @Override
    public String code() {
        return "shasums_invalid";
    }
}
