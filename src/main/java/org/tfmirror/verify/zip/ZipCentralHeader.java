package org.tfmirror.verify.zip;

import java.util.Arrays;
import org.tfmirror.provider.SafeText;
import org.tfmirror.verify.VerificationException.ArchiveInvalid;

/** An entry of the central directory. */
record ZipCentralHeader(int flags, ZipMethod method, long crc, ZipExtra sizes, int unixMode, byte[] name) {

    private static final int FIXED = 46;
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;

    static ZipCentralHeader read(ZipRecordBuffer record, long position) throws ArchiveInvalid {
        byte[] name = record.copy(FIXED, record.u16(28));
        if (record.u16(34) != 0) {
            throw new ArchiveInvalid("disk in the record at byte " + position, "0", "another");
        }
        ZipExtra written = new ZipExtra(record.u32(24), record.u32(20), record.u32(42));
        ZipExtra sizes = ZipExtra.resolve(record, FIXED + name.length, record.u16(30), written);
        ZipMethod method = ZipMethod.of(record.u16(10), name);
        return new ZipCentralHeader(record.u16(8), method, record.u32(16), sizes, (int) (record.u32(38) >> 16), name);
    }

    long offset() {
        return sizes.offset();
    }

    /** @throws ArchiveInvalid where a reader that trusts this record would unpack something else */
    void requireSameAs(ZipEntrySeen seen) throws ArchiveInvalid {
        boolean isSame = Arrays.equals(name, seen.name())
                && method == seen.header().method()
                && ZipFlags.agree(flags, seen.header().flags())
                && crc == seen.crc()
                && sizes.compressedSize() == seen.compressedSize()
                && sizes.size() == seen.size();
        if (!isSame) {
            throw new ArchiveInvalid(
                    "central directory on " + SafeText.quoted(name),
                    "the values of the entry at byte " + seen.offset(),
                    "others");
        }
    }

    /** @throws ArchiveInvalid unless it is a file, or a directory whose name says so */
    void requirePlainType() throws ArchiveInvalid {
        int type = unixMode & TYPE;
        boolean isPlain = type == 0 || type == REGULAR || (type == DIRECTORY && ZipNames.isDirectory(name));
        if (!isPlain) {
            throw new ArchiveInvalid(
                    "type of " + SafeText.quoted(name),
                    "a file or a directory",
                    "a link or other special file, mode %o".formatted(unixMode));
        }
    }
}
