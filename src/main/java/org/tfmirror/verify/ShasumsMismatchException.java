package org.tfmirror.verify;

/** The registry's shasum is not the one its SHA256SUMS document gives for the file; fetching again does not help. */
public final class ShasumsMismatchException extends VerificationException {

    ShasumsMismatchException(String what, String expected, String found) {
        super(what, expected, found);
    }

    @Override
    public String code() {
        return "checksum_mismatch";
    }
}
