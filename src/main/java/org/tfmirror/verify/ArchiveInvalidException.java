package org.tfmirror.verify;

/** The archive is not a zip we can vouch for: not a zip, inconsistent, or with entries that must not be unpacked. */
public final class ArchiveInvalidException extends VerificationException {

    ArchiveInvalidException(String what, String expected, String found) {
        super(what, expected, found);
    }

    @Override
    public String code() {
        return "archive_invalid";
    }
}
