package org.tfmirror.verify;

/** The archive's SHA-256 is not the signed one. A cache on the way may have damaged it: fetch it once more. */
public final class ChecksumMismatchException extends VerificationException {

    ChecksumMismatchException(String what, String expected, String found) {
        super(what, expected, found);
    }

    @Override
    public String code() {
        return "checksum_mismatch";
    }
}
