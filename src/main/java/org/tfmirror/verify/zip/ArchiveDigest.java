package org.tfmirror.verify.zip;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.Sha256;
import org.tfmirror.verify.ArchiveHashes;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.VerificationException;
import org.tfmirror.verify.VerificationException.ArchiveInvalid;
import org.tfmirror.verify.VerificationException.ArchiveLength;
import org.tfmirror.verify.VerificationException.ArchiveTooLarge;
import org.tfmirror.verify.VerificationException.ChecksumMismatch;

/**
 * Judges an archive while its bytes pass, in one pass and constant memory: SHA-256 over all of it, and h1 over its
 * contents by a zip reader that needs no seeking. Feed every byte in order, then {@link #finish}. Not thread-safe.
 *
 * <p>The checksum is judged first. Bytes that were damaged on the way break the zip as well, so faults of the zip are
 * kept until {@link #finish}. Only a breach of the limits is thrown at once.
 *
 * <p>Refused as invalid although a zip program with a seekable file might read them: a stored entry whose descriptor
 * has no signature, data before, between or after the records, compression other than deflate, encryption, more than
 * one disk. See {@code docs/adr/0004-h1-in-the-same-pass.md}.
 */
public final class ArchiveDigest implements AutoCloseable {

    private final MessageDigest sha256 = Sha256.newDigest();
    private final ZipReader zip;
    private @Nullable ArchiveInvalid fault;
    private long sizeBytes;
    private boolean finished;

    public ArchiveDigest(ArchiveLimits limits) {
        this.zip = new ZipReader(limits);
    }

    /**
     * Takes the next bytes.
     *
     * @throws ArchiveTooLarge where the archive goes past the limits; nothing more can be fed then
     */
    public void update(byte[] buffer, int offset, int length) throws VerificationException {
        sha256.update(buffer, offset, length);
        sizeBytes += length;
        if (fault == null) {
            try {
                zip.feed(buffer, offset, length);
            } catch (ArchiveInvalid e) {
                fault = e;
                zip.close();
            }
        }
    }

    /**
     * Judges the whole.
     *
     * @param expectedSha256 in hex, upper or lower case
     * @param expectedLengthOrMinus1 in bytes, -1 where it is not known
     * @throws ArchiveLength where the length is another
     * @throws ChecksumMismatch where the SHA-256 is another
     * @throws ArchiveInvalid where the bytes are the right ones but not a sound zip
     * @throws IllegalStateException where it was called before
     */
    public ArchiveHashes finish(String expectedSha256, long expectedLengthOrMinus1) throws VerificationException {
        if (finished) {
            throw new IllegalStateException("an archive is finished once");
        }
        finished = true;
        close();
        if (expectedLengthOrMinus1 >= 0 && expectedLengthOrMinus1 != sizeBytes) {
            throw new ArchiveLength("length of the archive", expectedLengthOrMinus1 + " bytes", sizeBytes + " bytes");
        }
        String found = HexFormat.of().formatHex(sha256.digest());
        if (!found.equals(expectedSha256.toLowerCase(Locale.ROOT))) {
            throw new ChecksumMismatch("SHA-256 of the archive", expectedSha256, found);
        }
        if (fault != null) {
            throw fault;
        }
        return new ArchiveHashes(PackageHash.ofSha256(found), zip.finish(), sizeBytes);
    }

    /** Gives back the inflater's native memory; needed only where {@link #finish} is not reached. Idempotent. */
    @Override
    public void close() {
        zip.close();
    }
}
