package org.tfmirror.verify.zip;

/**
 * The data descriptor behind a content whose size the local header does not tell. It has the CRC-32, the compressed and
 * the inflated size, in 32 or 64 bits, with a signature or, as old programs write it, without.
 */
final class ZipDescriptor {

    static final int LONGEST = 24;

    private static final long SIGNATURE = 0x08074b50L;
    private static final long LOCAL = 0x04034b50L;
    private static final long CENTRAL = 0x02014b50L;

    private ZipDescriptor() {}

    /** The size of the descriptor of a content with these values, or 0 where there is none at that place. */
    static int sizeAt(byte[] bytes, int at, long crc, long compressedSize, long size) {
        int sizeWithSignature = sizeWithSignatureAt(bytes, at, crc, compressedSize, size);
        return sizeWithSignature > 0 ? sizeWithSignature : bodySizeAt(bytes, at, crc, compressedSize, size);
    }

    /** As {@link #sizeAt}, only for the forms with a signature. */
    static int sizeWithSignatureAt(byte[] bytes, int at, long crc, long compressedSize, long size) {
        int body = LittleEndian.u32(bytes, at) == SIGNATURE ? bodySizeAt(bytes, at + 4, crc, compressedSize, size) : 0;
        return body > 0 ? 4 + body : 0;
    }

    private static int bodySizeAt(byte[] bytes, int at, long crc, long compressedSize, long size) {
        if (LittleEndian.u32(bytes, at) != crc) {
            return 0;
        }
        if (LittleEndian.u32(bytes, at + 4) == compressedSize
                && LittleEndian.u32(bytes, at + 8) == size
                && isHeaderAt(bytes, at + 12)) {
            return 12;
        }
        boolean isLong = LittleEndian.i64(bytes, at + 4) == compressedSize
                && LittleEndian.i64(bytes, at + 12) == size
                && isHeaderAt(bytes, at + 20);
        return isLong ? 20 : 0;
    }

    /**
     * The records that may follow a content: another one, or the central directory, which an archive with an entry has.
     */
    private static boolean isHeaderAt(byte[] bytes, int at) {
        long signature = LittleEndian.u32(bytes, at);
        return signature == LOCAL || signature == CENTRAL;
    }
}
