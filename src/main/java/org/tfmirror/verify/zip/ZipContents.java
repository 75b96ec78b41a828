package org.tfmirror.verify.zip;

import java.security.MessageDigest;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import org.tfmirror.provider.SafeText;
import org.tfmirror.provider.Sha256;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.VerificationException.ArchiveInvalid;
import org.tfmirror.verify.VerificationException.ArchiveTooLarge;

/** Digests contents one after the other and watches the limits over all of them; owns the buffers they share. */
final class ZipContents implements AutoCloseable {

    private final ArchiveLimits limits;
    private final MessageDigest sha256 = Sha256.newDigest();
    private final CRC32 crc = new CRC32();
    private final Inflater inflater = new Inflater(true);
    private final byte[] buffer = new byte[1 << 16];
    private long size;
    private long sizeOfAll;
    private long begin;

    ZipContents(ArchiveLimits limits) {
        this.limits = limits;
    }

    /** @param position where the content begins in the archive */
    ZipContent begin(ZipLocalHeader header, long position) throws ArchiveInvalid {
        crc.reset();
        size = 0;
        begin = position;
        ZipExtra sizes = header.sizes();
        boolean isEmptyDirectory = header.isDirectory() && header.knowsCompressedSize() && sizes.compressedSize() == 0;
        if (header.method() == ZipMethod.DEFLATED && !isEmptyDirectory) {
            inflater.reset();
            requireDeflateStream(header);
            return new ZipInflatedContent(this, inflater, buffer, header);
        }
        return header.knowsCompressedSize()
                ? new ZipStoredContent(this, sizes.compressedSize())
                : new ZipSearchedContent(this);
    }

    private static void requireDeflateStream(ZipLocalHeader header) throws ArchiveInvalid {
        if (header.knowsCompressedSize() && header.sizes().compressedSize() == 0) {
            throw new ArchiveInvalid(
                    "deflated data of " + SafeText.quoted(header.name()), "a deflate stream", "no bytes");
        }
    }

    /** @param compressed bytes of the archive that the content took so far, these included */
    void write(byte[] bytes, int offset, int length, long compressed) throws ArchiveTooLarge {
        size += length;
        sizeOfAll += length;
        if (sizeOfAll > limits.maxInflatedBytes()) {
            throw new ArchiveTooLarge(
                    "inflated size of the archive", "at most " + limits.maxInflatedBytes() + " bytes", "more");
        }
        if (sizeOfAll > ArchiveLimits.RATIO_FLOOR && sizeOfAll / limits.maxRatio() > begin + compressed) {
            throw new ArchiveTooLarge(
                    "inflated size of the archive", "at most " + limits.maxRatio() + " times its own", "more");
        }
        sha256.update(bytes, offset, length);
        crc.update(bytes, offset, length);
    }

    long crc() {
        return crc.getValue();
    }

    long size() {
        return size;
    }

    /** Ends the content: its header must agree with the bytes read. */
    ZipEntrySeen finish(ZipLocalHeader header, long offset, long compressedSize) throws ArchiveInvalid {
        if (header.knowsCompressedSize()) {
            requireSame(header, "compressed size", header.sizes().compressedSize(), compressedSize);
        }
        if (header.knowsSize()) {
            requireSame(header, "size", header.sizes().size(), size);
        }
        if (!header.hasDescriptor() || header.crc() != 0) {
            requireSame(header, "CRC-32", header.crc(), crc());
        }
        if (header.isDirectory()) {
            requireSame(header, "size", 0, size);
        }
        return new ZipEntrySeen(header, offset, crc(), compressedSize, size, sha256.digest());
    }

    private static void requireSame(ZipLocalHeader header, String what, long said, long seen) throws ArchiveInvalid {
        if (said != seen) {
            throw new ArchiveInvalid(
                    what + " of " + SafeText.quoted(header.name()), Long.toHexString(said), Long.toHexString(seen));
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
