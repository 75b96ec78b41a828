package org.tfmirror.verify.zip;

import org.tfmirror.verify.VerificationException.ArchiveInvalid;

/**
 * What stands before a content.
 *
 * @param crc 0 where only a descriptor tells it
 * @param recordSize of the header itself
 */
record ZipLocalHeader(int flags, ZipMethod method, long crc, ZipExtra sizes, byte[] name, int recordSize) {

    private static final int FIXED = 30;

    static ZipLocalHeader read(ZipRecordBuffer record) throws ArchiveInvalid {
        byte[] name = record.copy(FIXED, record.u16(26));
        ZipNames.requireHarmless(name);
        int flags = ZipFlags.require(record.u16(6), name);
        ZipMethod method = ZipMethod.of(record.u16(8), name);
        ZipExtra written = new ZipExtra(record.u32(22), record.u32(18), 0);
        ZipExtra sizes = ZipExtra.resolve(record, FIXED + name.length, record.u16(28), written);
        return new ZipLocalHeader(flags, method, record.u32(14), sizes, name, record.size());
    }

    boolean hasDescriptor() {
        return ZipFlags.hasDescriptor(flags);
    }

    /** Whether the compressed size stands here; where a descriptor follows it may, but mostly is 0. */
    boolean knowsCompressedSize() {
        return !hasDescriptor() || sizes.compressedSize() != 0;
    }

    /** Whether the inflated size stands here: Info-ZIP writes it to a pipe although a descriptor follows. */
    boolean knowsSize() {
        return !hasDescriptor() || sizes.size() != 0;
    }

    boolean isDirectory() {
        return ZipNames.isDirectory(name);
    }
}
