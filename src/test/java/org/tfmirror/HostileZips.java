package org.tfmirror;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Archives that do harm where they are unpacked, written by the JDK and then spoiled. */
final class HostileZips {

    private static final int CENTRAL = 0x02014b50;
    private static final int ATTRIBUTES = 38;
    private static final int SYMLINK = 0120777;

    private HostileZips() {}

    /** Small files of these names. */
    static byte[] of(String... names) {
        return written(zip -> {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write("content".getBytes(StandardCharsets.US_ASCII));
            }
        });
    }

    static byte[] withOneNameTwice() {
        byte[] zip = of("terraform-provider-a", "terraform-provider-b");
        for (int at = 0; at < zip.length; at++) {
            if (new String(zip, at, Math.min(20, zip.length - at), StandardCharsets.ISO_8859_1)
                    .equals("terraform-provider-b")) {
                zip[at + 19] = 'a';
            }
        }
        return zip;
    }

    static byte[] withASymlink() {
        byte[] zip = of("terraform-provider-a");
        for (int at = 0; at < zip.length - ATTRIBUTES; at++) {
            if ((zip[at] & 0xff | (zip[at + 1] & 0xff) << 8 | (zip[at + 2] & 0xff) << 16 | zip[at + 3] << 24)
                    == CENTRAL) {
                zip[at + 5] = 3; // made on Unix, so that the attributes are a mode
                zip[at + ATTRIBUTES + 2] = (byte) SYMLINK;
                zip[at + ATTRIBUTES + 3] = (byte) (SYMLINK >> 8);
            }
        }
        return zip;
    }

    /** A thousand zeros from each byte. */
    static byte[] bomb() {
        return written(zip -> {
            zip.putNextEntry(new ZipEntry("terraform-provider-bomb"));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                zip.write(zeros);
            }
        });
    }

    /** Of about this size, for nothing compresses it. */
    static byte[] ofNoise(int size) {
        byte[] noise = new byte[size];
        new Random(size).nextBytes(noise);
        return written(zip -> {
            zip.putNextEntry(new ZipEntry("terraform-provider-big"));
            zip.write(noise);
        });
    }

    static byte[] ofEntries(int count) {
        return written(zip -> {
            for (int i = 0; i < count; i++) {
                zip.putNextEntry(new ZipEntry("f" + i));
            }
        });
    }

    private interface Writing {
        void to(ZipOutputStream zip) throws IOException;
    }

    private static byte[] written(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = bytes;
                ZipOutputStream zip = new ZipOutputStream(out)) {
            writing.to(zip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
