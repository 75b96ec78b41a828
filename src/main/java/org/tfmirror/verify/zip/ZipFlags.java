package org.tfmirror.verify.zip;

import org.tfmirror.provider.SafeText;
import org.tfmirror.verify.VerificationException.ArchiveInvalid;

/** The general purpose bits. Compression hints, a descriptor and UTF-8 names pass; encryption and patches do not. */
final class ZipFlags {

    private static final int DESCRIPTOR = 1 << 3;
    private static final int UTF8 = 1 << 11;
    private static final int COMPRESSION_HINTS = 1 << 1 | 1 << 2;

    private ZipFlags() {}

    static int require(int flags, byte[] name) throws ArchiveInvalid {
        int odd = flags & ~(DESCRIPTOR | UTF8 | COMPRESSION_HINTS);
        if (odd != 0) {
            throw new ArchiveInvalid(
                    "flags of " + SafeText.quoted(name), "no encryption and no patch data", "bits %04x".formatted(odd));
        }
        return flags;
    }

    static boolean hasDescriptor(int flags) {
        return (flags & DESCRIPTOR) != 0;
    }

    /** Whether two headers of one entry mean the same. */
    static boolean agree(int left, int right) {
        return ((left ^ right) & (DESCRIPTOR | UTF8)) == 0;
    }
}
