package org.tfmirror.verify.zip;

import org.tfmirror.verify.VerificationException.ArchiveInvalid;

/** Sizes and offset of an entry with what the zip64 extra field says where the 32-bit fields are full. */
record ZipExtra(long size, long compressedSize, long offset) {

    private static final long FULL = 0xffff_ffffL;
    private static final int ZIP64 = 0x0001;

    /**
     * @param from where the extra fields begin
     * @throws ArchiveInvalid where a full field has no counterpart, or one that is not below 2^63
     */
    static ZipExtra resolve(ZipRecordBuffer record, int from, int length, ZipExtra written) throws ArchiveInvalid {
        if (written.size != FULL && written.compressedSize != FULL && written.offset != FULL) {
            return written;
        }
        int at = from;
        int end = from + length;
        while (at + 4 <= end) {
            int fieldEnd = at + 4 + record.u16(at + 2);
            if (record.u16(at) == ZIP64 && fieldEnd <= end) {
                return read(record, at + 4, fieldEnd, written);
            }
            at = fieldEnd;
        }
        throw new ArchiveInvalid("sizes beyond 32 bits", "a zip64 extra field", "none");
    }

    private static ZipExtra read(ZipRecordBuffer record, int from, int end, ZipExtra written) throws ArchiveInvalid {
        long[] values = {written.size, written.compressedSize, written.offset};
        int at = from;
        for (int i = 0; i < values.length; i++) {
            if (values[i] == FULL) {
                if (at + 8 > end) {
                    throw new ArchiveInvalid("zip64 extra field", "a value for each full field", "too few");
                }
                values[i] = record.i64(at);
                at += 8;
            }
            if (values[i] < 0) {
                throw new ArchiveInvalid("zip64 extra field", "values below 2^63", "a larger one");
            }
        }
        return new ZipExtra(values[0], values[1], values[2]);
    }
}
