package org.tfmirror.verify;

/**
 * What an origin gave us is not to be trusted; each way of failing is a class of its own. All are permanent for the
 * bytes at hand; only after {@link ChecksumMismatchException} is it worth fetching the same bytes once more.
 */
public abstract sealed class VerificationException extends Exception
        permits ArchiveInvalidException,
                ArchiveLengthException,
                ArchiveTooLargeException,
                ChecksumMismatchException,
                KeyChangedException,
                KeyInvalidException,
                KeyRevokedException,
                KeyUnknownException,
                LockMismatchException,
                ShasumsInvalidException,
                ShasumsMismatchException,
                SignatureInvalidException,
                SignatureWeakException,
                TrustSignatureInvalidException,
                UnsignedException {

    private final String expected;
    private final String found;

    VerificationException(String what, String expected, String found) {
        super(what + ": expected " + expected + ", found " + found);
        this.expected = expected;
        this.found = found;
    }

    /** The cause in snake_case, stable for clients. */
    public abstract String code();

    /** What would have been right. */
    public final String expected() {
        return expected;
    }

    /** What was there; control characters are replaced. */
    public final String found() {
        return found;
    }
}
