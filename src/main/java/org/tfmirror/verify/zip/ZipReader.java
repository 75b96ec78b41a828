package org.tfmirror.verify.zip;

import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.SafeText;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.VerificationException.ArchiveInvalid;
import org.tfmirror.verify.VerificationException.ArchiveTooLarge;

/**
 * Reads a zip (PKWARE APPNOTE 6.3) forwards, as its bytes come: records are collected, contents digested in place.
 * The central directory must agree exactly with the entries read before it.
 */
final class ZipReader implements AutoCloseable {

    private enum State {
        RECORD,
        CONTENT,
        DESCRIPTOR,
        END
    }

    private final ZipRecordBuffer record = new ZipRecordBuffer();
    private final ZipLookahead descriptor = new ZipLookahead();
    private final ZipContents contents;
    private final ZipDirectory directory;

    private State state = State.RECORD;
    private @Nullable ZipRecord previous;
    private @Nullable ZipLocalHeader header;
    private @Nullable ZipContent content;
    /** Where the record or content at hand begins in the archive. */
    private long position;

    ZipReader(ArchiveLimits limits) {
        this.contents = new ZipContents(limits);
        this.directory = new ZipDirectory(limits.maxEntries());
    }

    void feed(byte[] bytes, int offset, int length) throws ArchiveInvalid, ArchiveTooLarge {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            at += switch (state) {
                case RECORD -> takeRecord(bytes, at, end - at);
                case CONTENT -> takeContent(bytes, at, end - at);
                case DESCRIPTOR -> takeDescriptor(bytes, at, end - at);
                case END ->
                    throw new ArchiveInvalid(
                            "archive at byte " + position, "the end", (end - at) + " or more trailing bytes");
            };
        }
    }

    PackageHash finish() throws ArchiveInvalid {
        if (state != State.END) {
            throw new ArchiveInvalid(
                    "archive", "a zip with its end of central directory record", "an end of the bytes before it");
        }
        return directory.h1();
    }

    @Override
    public void close() {
        contents.close();
    }

    private int takeRecord(byte[] bytes, int at, int length) throws ArchiveInvalid, ArchiveTooLarge {
        int taken = record.take(bytes, at, length, position);
        if (record.isComplete()) {
            ZipRecord kind = record.kind();
            requireOrder(kind);
            previous = kind;
            switch (kind) {
                case LOCAL -> beginEntry();
                case CENTRAL -> directory.confirm(ZipCentralHeader.read(record, position), position, record.size());
                case ZIP64_END -> directory.zip64End(ZipEnd.readZip64(record), position);
                case ZIP64_LOCATOR -> directory.zip64Locator(record);
                case END -> {
                    directory.end(ZipEnd.read(record), position);
                    state = State.END;
                }
            }
            if (kind != ZipRecord.LOCAL) {
                position += record.size();
                record.clear();
            }
        }
        return taken;
    }

    private void beginEntry() throws ArchiveInvalid, ArchiveTooLarge {
        ZipLocalHeader local = ZipLocalHeader.read(record);
        directory.requireRoomFor(local.name());
        header = local;
        content = contents.begin(local, position + record.size());
        state = State.CONTENT;
        int size = record.size();
        record.clear();
        finishContentIfDone(local, content, position + size);
    }

    private int takeContent(byte[] bytes, int at, int length) throws ArchiveInvalid, ArchiveTooLarge {
        ZipLocalHeader local = current(header);
        ZipContent reader = current(content);
        long begin = position + local.recordSize();
        int taken = reader.take(bytes, at, length);
        finishContentIfDone(local, reader, begin);
        return taken;
    }

    private void finishContentIfDone(ZipLocalHeader local, ZipContent reader, long begin)
            throws ArchiveInvalid, ArchiveTooLarge {
        if (!reader.isDone()) {
            return;
        }
        if (local.hasDescriptor()) {
            state = State.DESCRIPTOR;
            byte[] readTooFar = reader.readTooFar();
            feed(readTooFar, 0, readTooFar.length);
        } else {
            finishEntry(local, begin + reader.compressedSize());
        }
    }

    private int takeDescriptor(byte[] bytes, int at, int length) throws ArchiveInvalid, ArchiveTooLarge {
        int taken = descriptor.take(bytes, at, length);
        if (descriptor.isFull()) {
            ZipLocalHeader local = current(header);
            long compressedSize = current(content).compressedSize();
            int size = ZipDescriptor.sizeAt(descriptor.bytes(), 0, contents.crc(), compressedSize, contents.size());
            if (size == 0) {
                throw new ArchiveInvalid(
                        "descriptor of " + SafeText.quoted(local.name()),
                        "CRC-32 %08x, %d of %d bytes".formatted(contents.crc(), compressedSize, contents.size()),
                        "other values or no descriptor");
            }
            finishEntry(local, position + local.recordSize() + compressedSize + size);
            byte[] next = descriptor.drainFrom(size);
            feed(next, 0, next.length);
        }
        return taken;
    }

    private void finishEntry(ZipLocalHeader local, long end) throws ArchiveInvalid {
        long compressedSize = current(content).compressedSize();
        directory.add(contents.finish(local, position, compressedSize));
        position = end;
        header = null;
        content = null;
        state = State.RECORD;
    }

    /** Records come in the order of their kinds; only local and central headers repeat. */
    private void requireOrder(ZipRecord kind) throws ArchiveInvalid {
        ZipRecord last = previous == null ? ZipRecord.LOCAL : previous;
        boolean isInOrder = kind.repeats() ? kind.compareTo(last) >= 0 : kind.compareTo(last) > 0;
        boolean locatorFits = (kind == ZipRecord.ZIP64_LOCATOR) == (last == ZipRecord.ZIP64_END);
        if (!isInOrder || !locatorFits) {
            throw new ArchiveInvalid("record at byte " + position, "one that may follow " + last, kind.toString());
        }
    }

    private static <T> T current(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("no entry is being read");
        }
        return value;
    }
}
