package org.tfmirror.verify.zip;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes zips by hand, right or wrong: each entry's fields can be spoiled in the local header, the descriptor and the
 * central directory separately.
 */
final class ZipBytes {

    /** How the local header and descriptor tell the sizes. */
    enum Sizes {
        IN_HEADER,
        IN_HEADER_ZIP64,
        IN_DESCRIPTOR,
        IN_DESCRIPTOR_ZIP64,
        /** As Info-ZIP writes to a pipe: the header knows the inflated size, and no other. */
        IN_DESCRIPTOR_AND_SIZE_IN_HEADER,
        IN_DESCRIPTOR_WITHOUT_SIGNATURE
    }

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Entry> entries = new ArrayList<>();
    boolean zip64End;
    int end32Entries = -1;
    int spoilEntries;
    int spoilDirectorySize;
    int spoilDirectoryOffset;
    int spoilLocator;
    byte[] comment = {};
    byte[] beforeDirectory = {};

    Entry add(String name, String content) {
        return add(name, content.getBytes(StandardCharsets.UTF_8));
    }

    Entry add(String name, byte[] content) {
        Entry entry = new Entry(name.getBytes(StandardCharsets.UTF_8), content);
        entries.add(entry);
        return entry;
    }

    byte[] bytes() {
        out.reset();
        for (Entry entry : entries) {
            entry.writeLocal();
        }
        raw(beforeDirectory);
        int begin = out.size();
        int listed = 0;
        for (Entry entry : entries) {
            listed += entry.listed ? 1 : 0;
            entry.writeCentral();
        }
        writeEnd(listed + spoilEntries, out.size() - begin + spoilDirectorySize, begin + spoilDirectoryOffset);
        return out.toByteArray();
    }

    private void writeEnd(int listed, int size, int begin) {
        if (zip64End) {
            int position = out.size();
            u32(0x06064b50)
                    .u64(44)
                    .u16(45)
                    .u16(45)
                    .u32(0)
                    .u32(0)
                    .u64(listed)
                    .u64(listed)
                    .u64(size)
                    .u64(begin);
            u32(0x07064b50).u32(0).u64(position + spoilLocator).u32(1);
            u32(0x06054b50).u16(0).u16(0).u16(0xffff).u16(0xffff).u32(-1).u32(-1);
        } else {
            u32(0x06054b50).u16(0).u16(0).u16(listed).u16(listed).u32(size).u32(begin);
        }
        u16(comment.length).raw(comment);
    }

    ZipBytes u16(int value) {
        out.write(value);
        out.write(value >> 8);
        return this;
    }

    ZipBytes u32(long value) {
        return u16((int) value).u16((int) (value >> 16));
    }

    ZipBytes u64(long value) {
        return u32(value).u32(value >> 32);
    }

    ZipBytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    final class Entry {
        byte[] name;
        final byte[] content;
        int method;
        byte[] packed;
        Sizes sizes = Sizes.IN_HEADER;
        int flags;
        long localCrc;
        long centralCrc;
        long localSize;
        long centralSize;
        int centralMethod = -1;
        byte[] centralName = {};
        long externalAttributes;
        boolean listed = true;
        boolean centralZip64;
        int spoilOffset;
        byte[] before = {};
        private int offset;

        Entry(byte[] name, byte[] content) {
            CRC32 crc = new CRC32();
            crc.update(content);
            this.name = name;
            this.centralName = name;
            this.content = content;
            this.packed = content;
            this.localCrc = crc.getValue();
            this.centralCrc = localCrc;
            this.localSize = content.length;
            this.centralSize = content.length;
        }

        Entry deflated() {
            Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
            deflater.setInput(content);
            deflater.finish();
            ByteArrayOutputStream deflated = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!deflater.finished()) {
                deflated.write(buffer, 0, deflater.deflate(buffer));
            }
            deflater.end();
            packed = deflated.toByteArray();
            method = 8;
            return this;
        }

        Entry sizes(Sizes how) {
            sizes = how;
            return this;
        }

        private boolean hasDescriptor() {
            return sizes != Sizes.IN_HEADER && sizes != Sizes.IN_HEADER_ZIP64;
        }

        private int allFlags() {
            return flags | (hasDescriptor() ? 8 : 0);
        }

        void writeLocal() {
            raw(before);
            offset = out.size();
            boolean zip64 = sizes == Sizes.IN_HEADER_ZIP64;
            u32(0x04034b50).u16(20).u16(allFlags()).u16(method).u32(0);
            if (hasDescriptor()) {
                u32(0).u32(0).u32(sizes == Sizes.IN_DESCRIPTOR_AND_SIZE_IN_HEADER ? localSize : 0);
            } else {
                u32(localCrc).u32(zip64 ? -1 : packed.length).u32(zip64 ? -1 : localSize);
            }
            u16(name.length).u16(zip64 ? 20 : 0).raw(name);
            if (zip64) {
                u16(1).u16(16).u64(localSize).u64(packed.length);
            }
            raw(packed);
            switch (sizes) {
                case IN_HEADER, IN_HEADER_ZIP64 -> {}
                case IN_DESCRIPTOR, IN_DESCRIPTOR_AND_SIZE_IN_HEADER ->
                    u32(0x08074b50).u32(localCrc).u32(packed.length).u32(localSize);
                case IN_DESCRIPTOR_ZIP64 ->
                    u32(0x08074b50).u32(localCrc).u64(packed.length).u64(localSize);
                case IN_DESCRIPTOR_WITHOUT_SIGNATURE ->
                    u32(localCrc).u32(packed.length).u32(localSize);
            }
        }

        void writeCentral() {
            if (!listed) {
                return;
            }
            long at = offset + spoilOffset;
            u32(0x02014b50)
                    .u16(20)
                    .u16(20)
                    .u16(allFlags())
                    .u16(centralMethod < 0 ? method : centralMethod)
                    .u32(0);
            u32(centralCrc).u32(centralZip64 ? -1 : packed.length).u32(centralZip64 ? -1 : centralSize);
            u16(centralName.length)
                    .u16(centralZip64 ? 28 : 0)
                    .u16(0)
                    .u16(0)
                    .u16(0)
                    .u32(externalAttributes);
            u32(centralZip64 ? -1 : at).raw(centralName);
            if (centralZip64) {
                u16(1).u16(24).u64(centralSize).u64(packed.length).u64(at);
            }
        }
    }
}
