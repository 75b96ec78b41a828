package org.tfmirror.verify.zip;

import org.tfmirror.verify.VerificationException.ArchiveInvalid;

/** The central directory's entries, size and offset, by the end record or its zip64 twin. */
record ZipEnd(long entries, long size, long offset) {

    private static final int FIXED = 22;

    static ZipEnd read(ZipRecordBuffer record) throws ArchiveInvalid {
        requireOneDisk(record.u16(4), record.u16(6), record.u16(8), record.u16(10));
        requireNoSecondEnd(record);
        return new ZipEnd(record.u16(10), record.u32(12), record.u32(16));
    }

    static ZipEnd readZip64(ZipRecordBuffer record) throws ArchiveInvalid {
        requireOneDisk(record.u32(16), record.u32(20), record.i64(24), record.i64(32));
        return new ZipEnd(record.i64(32), record.i64(40), record.i64(48));
    }

    /** Whether all is as it was, where a field that is full in 32 bits may have left it to its zip64 twin. */
    boolean agrees(ZipEnd seen, boolean hasZip64) {
        return agrees(entries, seen.entries, 0xffffL, hasZip64)
                && agrees(size, seen.size, 0xffff_ffffL, hasZip64)
                && agrees(offset, seen.offset, 0xffff_ffffL, hasZip64);
    }

    private static boolean agrees(long said, long seen, long full, boolean hasZip64) {
        return said == seen || (hasZip64 && said == full);
    }

    private static void requireOneDisk(long disk, long directoryDisk, long entriesHere, long entries)
            throws ArchiveInvalid {
        if (disk != 0 || directoryDisk != 0 || entriesHere != entries) {
            throw new ArchiveInvalid("end of central directory", "an archive on one disk", "more");
        }
    }

    /** Readers search the end record backwards: a comment that contains one would be another archive to them. */
    private static void requireNoSecondEnd(ZipRecordBuffer record) throws ArchiveInvalid {
        for (int at = FIXED; at + 4 <= record.size(); at++) {
            if (record.u32(at) == 0x06054b50L) {
                throw new ArchiveInvalid("comment of the archive", "text", "an end record");
            }
        }
    }
}
