package org.tfmirror.verify;

/** The archive is shorter or longer than announced. */
public final class ArchiveLengthException extends VerificationException {

    ArchiveLengthException(String what, String expected, String found) {
        super(what, expected, found);
    }

    @Override
    public String code() {
        return "length_mismatch";
    }
}
