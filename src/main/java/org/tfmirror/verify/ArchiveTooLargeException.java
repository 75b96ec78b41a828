package org.tfmirror.verify;

/** The archive has more entries, or inflates to more bytes, than the limits allow. */
public final class ArchiveTooLargeException extends VerificationException {

    ArchiveTooLargeException(String what, String expected, String found) {
        super(what, expected, found);
    }

    @Override
    public String code() {
        return "archive_too_large";
    }
}
