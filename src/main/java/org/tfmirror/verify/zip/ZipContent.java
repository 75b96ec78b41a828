package org.tfmirror.verify.zip;

import org.tfmirror.verify.VerificationException.ArchiveInvalid;
import org.tfmirror.verify.VerificationException.ArchiveTooLarge;

/** The content of one entry, digested as its bytes pass. */
interface ZipContent {

    /** Takes bytes up to the content's end, and says how many; fewer than {@code length} only where that is the end. */
    int take(byte[] bytes, int offset, int length) throws ArchiveInvalid, ArchiveTooLarge;

    /** Whether the content has come to its end. */
    boolean isDone();

    /** Bytes of the archive so far. */
    long compressedSize();

    /** Bytes behind the end that were taken all the same; valid once, when done. */
    default byte[] readTooFar() {
        return new byte[0];
    }
}
