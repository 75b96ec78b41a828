package org.tfmirror.verify.zip;

import java.util.Random;
import java.util.function.IntSupplier;
import org.tfmirror.provider.Sha256;
import org.tfmirror.verify.ArchiveHashes;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.VerificationException;

/** Feeds archives to {@link ArchiveDigest} in different cuts. */
final class Archives {

    private Archives() {}

    static ArchiveHashes digest(byte[] archive) throws VerificationException {
        return digest(archive, ArchiveLimits.DEFAULT, () -> archive.length);
    }

    static ArchiveHashes digestBytewise(byte[] archive) throws VerificationException {
        return digest(archive, ArchiveLimits.DEFAULT, () -> 1);
    }

    static ArchiveHashes digestInRandomCuts(byte[] archive, long seed) throws VerificationException {
        Random random = new Random(seed);
        return digest(archive, ArchiveLimits.DEFAULT, () -> 1 + random.nextInt(64));
    }

    static ArchiveHashes digest(byte[] archive, ArchiveLimits limits) throws VerificationException {
        return digest(archive, limits, () -> archive.length);
    }

    private static ArchiveHashes digest(byte[] archive, ArchiveLimits limits, IntSupplier cut)
            throws VerificationException {
        try (ArchiveDigest digest = new ArchiveDigest(limits)) {
            int at = 0;
            while (at < archive.length) {
                int length = Math.min(cut.getAsInt(), archive.length - at);
                digest.update(archive, at, length);
                at += length;
            }
            return digest.finish(sha256(archive), archive.length);
        }
    }

    static String sha256(byte[] bytes) {
        return Sha256.hexOf(bytes);
    }
}
