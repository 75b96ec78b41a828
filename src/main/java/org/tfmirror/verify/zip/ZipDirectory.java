package org.tfmirror.verify.zip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.SafeText;
import org.tfmirror.verify.VerificationException.ArchiveInvalid;
import org.tfmirror.verify.VerificationException.ArchiveTooLarge;

/** The entries that were seen. The central directory must confirm each of them once, and no others. */
final class ZipDirectory {

    /** Of all names together; the largest provider has a few hundred bytes of them. */
    private static final long NAME_BYTES = 16L << 20;

    private static final long NONE = -1;

    private final int maxEntries;
    private final List<ZipEntrySeen> entries = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final BitSet confirmed = new BitSet();
    private int confirmedCount;
    private long nameBytes;
    private long begin = NONE;
    private long size;
    private @Nullable ZipEnd zip64End;
    private long zip64Position = NONE;

    ZipDirectory(int maxEntries) {
        this.maxEntries = maxEntries;
    }

    /** @throws ArchiveTooLarge where there are too many already */
    void requireRoomFor(byte[] name) throws ArchiveTooLarge {
        nameBytes += name.length;
        if (entries.size() >= maxEntries || nameBytes > NAME_BYTES) {
            throw new ArchiveTooLarge(
                    "entries of the archive", "at most " + maxEntries + " with 16 MiB of names", "more");
        }
    }

    void add(ZipEntrySeen entry) throws ArchiveInvalid {
        // A file and a directory of one name are duplicates, too; Latin-1 keeps every byte.
        String name = new String(entry.name(), StandardCharsets.ISO_8859_1);
        if (!names.add(name.endsWith("/") ? name.substring(0, name.length() - 1) : name)) {
            throw new ArchiveInvalid("entries", "each name once", SafeText.quoted(entry.name()) + " twice");
        }
        entries.add(entry);
    }

    /** Takes one record of the central directory. */
    void confirm(ZipCentralHeader header, long position, int recordSize) throws ArchiveInvalid {
        begin = begin == NONE ? position : begin;
        size += recordSize;
        int index = indexOf(header.offset());
        if (index < 0 || confirmed.get(index)) {
            throw new ArchiveInvalid(
                    "central directory on " + SafeText.quoted(header.name()),
                    "an entry at byte " + header.offset(),
                    index < 0 ? "none" : "one listed before");
        }
        header.requireSameAs(entries.get(index));
        header.requirePlainType();
        confirmed.set(index);
        confirmedCount++;
    }

    /** Looks at the next entry first, since most directories list entries in order, then by binary search. */
    private int indexOf(long offset) {
        int low = 0;
        int high = entries.size() - 1;
        int middle = Math.min(confirmedCount, high);
        while (low <= high) {
            int order = Long.compare(entries.get(middle).offset(), offset);
            if (order == 0) {
                return middle;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
            middle = (low + high) >>> 1;
        }
        return -1;
    }

    void zip64End(ZipEnd end, long position) {
        zip64End = end;
        zip64Position = position;
    }

    void zip64Locator(ZipRecordBuffer record) throws ArchiveInvalid {
        boolean isOneDisk = record.u32(4) == 0 && record.u32(16) <= 1;
        if (!isOneDisk || record.i64(8) != zip64Position) {
            throw new ArchiveInvalid(
                    "zip64 locator", "byte " + zip64Position + " on one disk", "byte " + record.i64(8));
        }
    }

    void end(ZipEnd end, long position) throws ArchiveInvalid {
        long behind = zip64End == null ? position : zip64Position;
        ZipEnd seen = new ZipEnd(entries.size(), size, begin == NONE ? behind : begin);
        boolean zip64Agrees = zip64End == null || zip64End.agrees(seen, false);
        if (confirmedCount != entries.size() || !zip64Agrees || !end.agrees(seen, zip64End != null)) {
            throw new ArchiveInvalid(
                    "central directory and its end record",
                    seen.toString(),
                    confirmedCount + " of the entries, " + (zip64Agrees ? end : zip64End));
        }
    }

    PackageHash h1() {
        return ZipHash.h1(entries);
    }
}
