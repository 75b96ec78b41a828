package org.tfmirror.local;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.tfmirror.provider.PackageId;

/**
 * Makes provider packages that {@code terraform init} installs: it unpacks the archive and checks its hashes, and runs
 * what is in it only when a configuration uses a resource. The same arguments always give the same bytes, on any JDK.
 */
public final class SamplePackages {

    private static final LocalDateTime DATE = LocalDateTime.of(2024, 1, 1, 0, 0);
    private static final int CENTRAL_HEADER = 0x02014b50;
    private static final int END_OF_CENTRAL_DIRECTORY = 22;
    private static final byte MADE_ON_UNIX = 3;

    private SamplePackages() {}

    /** A package of about 1 KB: a licence, a readme and the executable, which says what it is and does nothing. */
    public static byte[] small(PackageId id) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("LICENSE.txt", "This sample is in the public domain.\n");
        entries.put(
                "README.md",
                "# %s\n\nA sample package, %s.\n".formatted(id.provider().type(), id));
        entries.put(executableName(id), """
                #!/bin/sh
                echo "This is the sample package %s: it can be installed, and manages nothing." >&2
                exit 1
                """.formatted(id));
        return zip(entries);
    }

    /** An archive of these files, names to contents, in their order; not compressed, and all executable. */
    public static byte[] zip(Map<String, String> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> each : entries.entrySet()) {
                byte[] content = each.getValue().getBytes(StandardCharsets.UTF_8);
                ZipEntry entry = entry(each.getKey());
                entry.setMethod(ZipEntry.STORED); // compressed bytes may differ between JDKs
                entry.setSize(content.length);
                CRC32 crc = new CRC32();
                crc.update(content);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(content);
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return executable(bytes.toByteArray());
    }

    /**
     * Writes a package whose executable is {@code size} bytes that cannot be compressed; the archive is a little larger.
     * Its entries end in data descriptors, as those of most real archives do.
     *
     * @return {@code target}
     */
    public static Path writeBig(Path target, PackageId id, long size) throws IOException {
        SplittableRandom random = new SplittableRandom(id.toString().hashCode());
        byte[] chunk = new byte[64 * 1024];
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(target), 256 * 1024);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            zip.putNextEntry(entry("LICENSE.txt"));
            zip.write("This sample is in the public domain.\n".getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(entry(executableName(id)));
            for (long left = size; left > 0; left -= chunk.length) {
                random.nextBytes(chunk);
                zip.write(chunk, 0, (int) Math.min(left, chunk.length));
            }
        }
        return target;
    }

    /** The executable's name, such as {@code terraform-provider-sample_v1.0.0}. */
    public static String executableName(PackageId id) {
        String suffix = id.platform().os().equals("windows") ? ".exe" : "";
        return "terraform-provider-" + id.provider().type() + "_v" + id.version() + suffix;
    }

    private static ZipEntry entry(String name) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(DATE); // a local time has no zone, so the machine's own zone does not matter
        return entry;
    }

    /** Gives every entry the mode 0755, which {@link ZipOutputStream} has no word for. */
    private static byte[] executable(byte[] archive) {
        ByteBuffer zip = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
        int header = zip.getInt(archive.length - END_OF_CENTRAL_DIRECTORY + 16);
        while (zip.getInt(header) == CENTRAL_HEADER) {
            zip.put(header + 5, MADE_ON_UNIX);
            zip.putInt(header + 38, 0100755 << 16);
            header += 46 + zip.getShort(header + 28) + zip.getShort(header + 30) + zip.getShort(header + 32);
        }
        return archive;
    }
}
