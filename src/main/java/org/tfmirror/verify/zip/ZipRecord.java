package org.tfmirror.verify.zip;

import org.tfmirror.verify.VerificationException.ArchiveInvalid;

/** The kinds of records in the order in which a zip has them. */
enum ZipRecord {
    LOCAL(0x04034b50L, 30, true),
    CENTRAL(0x02014b50L, 46, true),
    ZIP64_END(0x06064b50L, 56, false),
    ZIP64_LOCATOR(0x07064b50L, 20, false),
    END(0x06054b50L, 22, false);

    /** Longer than any path a system can unpack. */
    private static final int NAME_LENGTH = 4096;

    private static final int ZIP64_END_LENGTH = 1 << 16;

    private final long signature;
    private final int fixedSize;
    private final boolean repeats;

    ZipRecord(long signature, int fixedSize, boolean repeats) {
        this.signature = signature;
        this.fixedSize = fixedSize;
        this.repeats = repeats;
    }

    static ZipRecord ofSignature(long signature, long position) throws ArchiveInvalid {
        for (ZipRecord kind : values()) {
            if (kind.signature == signature) {
                return kind;
            }
        }
        throw new ArchiveInvalid(
                "archive at byte " + position, "a zip record", "the bytes %08x".formatted(Integer.reverseBytes((int)
                                signature)));
    }

    int fixedSize() {
        return fixedSize;
    }

    boolean repeats() {
        return repeats;
    }

    /** The whole size, read from the fixed part. */
    int size(byte[] record, long position) throws ArchiveInvalid {
        return switch (this) {
            case LOCAL -> fixedSize + nameLength(record, 26, position) + LittleEndian.u16(record, 28);
            case CENTRAL ->
                fixedSize
                        + nameLength(record, 28, position)
                        + LittleEndian.u16(record, 30)
                        + LittleEndian.u16(record, 32);
            case ZIP64_END -> zip64EndSize(record, position);
            case ZIP64_LOCATOR -> fixedSize;
            case END -> fixedSize + LittleEndian.u16(record, 20);
        };
    }

    private static int nameLength(byte[] record, int at, long position) throws ArchiveInvalid {
        int length = LittleEndian.u16(record, at);
        if (length > NAME_LENGTH) {
            throw new ArchiveInvalid(
                    "name in the record at byte " + position, "at most " + NAME_LENGTH + " bytes", length + " bytes");
        }
        return length;
    }

    private int zip64EndSize(byte[] record, long position) throws ArchiveInvalid {
        long size = LittleEndian.i64(record, 4) + 12;
        if (size < fixedSize || size > ZIP64_END_LENGTH) {
            throw new ArchiveInvalid(
                    "size of the zip64 end record at byte " + position, "at least " + fixedSize, Long.toString(size));
        }
        return (int) size;
    }
}
