package org.tfmirror.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32;

/**
 * Writes a provider's archive as Go's {@code archive/zip} would: a deflated executable whose sizes follow it in a
 * descriptor. Its deflate stream is one {@link Payload} over and over, so that a gigabyte takes a second to make.
 */
final class LargeArchive {

    private static final byte[] LAST_BLOCK = {1, 0, 0, (byte) 0xff, (byte) 0xff}; // stored, of no bytes
    private static final int DATE = 0x5821; // 2024-01-01
    private static final int FLAGS = 8;
    private static final int DEFLATED = 8;

    private LargeArchive() {}

    /**
     * Makes the file where it is missing.
     *
     * @param name of the executable in it; other names make other bytes
     * @param size about how many bytes the archive is to have
     * @return {@code file}
     */
    static Path write(Path file, String name, Payload payload, long size) throws IOException {
        if (Files.exists(file)) {
            return file;
        }
        int blocks = (int) Math.max(1, Math.round((double) size / payload.deflated().length));
        Path part = file.resolveSibling(file.getFileName() + ".part");
        byte[] entry = name.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 18)) {
            out.write(localHeader(entry));
            for (int i = 0; i < blocks; i++) {
                out.write(payload.deflated());
                payload.addTo(crc);
            }
            out.write(LAST_BLOCK);
            long deflated = (long) blocks * payload.deflated().length + LAST_BLOCK.length;
            long plain = (long) blocks * Payload.SIZE;
            out.write(end(entry, crc.getValue(), deflated, plain));
        }
        return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] localHeader(byte[] name) {
        byte[] bytes = new byte[30 + name.length];
        ByteBuffer header = buffer(bytes);
        header.putInt(0x04034b50).putShort((short) 20).putShort((short) FLAGS).putShort((short) DEFLATED);
        header.putShort((short) 0).putShort((short) DATE).putInt(0).putInt(0).putInt(0);
        header.putShort((short) name.length).putShort((short) 0).put(name);
        return bytes;
    }

    /** The descriptor, the central directory and its end. */
    private static byte[] end(byte[] name, long crc, long deflated, long plain) {
        byte[] bytes = new byte[16 + 46 + name.length + 22];
        ByteBuffer end = buffer(bytes);
        end.putInt(0x08074b50).putInt((int) crc).putInt((int) deflated).putInt((int) plain);
        end.putInt(0x02014b50).putShort((short) (3 << 8 | 20)).putShort((short) 20);
        end.putShort((short) FLAGS)
                .putShort((short) DEFLATED)
                .putShort((short) 0)
                .putShort((short) DATE);
        end.putInt((int) crc).putInt((int) deflated).putInt((int) plain);
        end.putShort((short) name.length)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0);
        end.putShort((short) 0).putInt(0100755 << 16).putInt(0).put(name);
        long directory = 30 + name.length + deflated + 16;
        end.putInt(0x06054b50)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 1)
                .putShort((short) 1);
        end.putInt(46 + name.length).putInt((int) directory).putShort((short) 0);
        return bytes;
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
