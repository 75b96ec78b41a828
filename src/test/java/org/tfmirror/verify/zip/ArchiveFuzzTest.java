package org.tfmirror.verify.zip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfmirror.fuzz.Fuzz;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.Sha256;
import org.tfmirror.verify.ArchiveHashes;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.VerificationException;

/** Archives as origins send them: hashes or a refusal come out, and nothing else. */
class ArchiveFuzzTest {

    @TempDir
    Path directory;

    @Test
    void archives() {
        List<byte[]> corpus = Stream.of(ZipBytes.Sizes.values())
                .filter(sizes -> sizes != ZipBytes.Sizes.IN_DESCRIPTOR_WITHOUT_SIGNATURE) // refused where it is stored
                .flatMap(sizes -> Stream.of(zip(sizes, false), zip(sizes, true)))
                .toList();
        ArchiveLimits limits = new ArchiveLimits(1 << 20, 200, 100);
        List<String> words = List.of("PK\1\2", "PK\3\4", "PK\5\6", "PK\6\6", "PK\6\7", "PK\7\10", "../", "\0\0");
        Fuzz.of("zip", VerificationException.class).bytes(corpus, words, bytes -> {
            try (ArchiveDigest digest = new ArchiveDigest(limits)) {
                for (int at = 0; at < bytes.length; at += 97) {
                    digest.update(bytes, at, Math.min(97, bytes.length - at));
                }
                ArchiveHashes hashes = digest.finish(Archives.sha256(bytes), bytes.length);
                requireSameBySeeking(bytes, hashes.h1());
            }
        });
    }

    /** What we let pass holds the same for a reader that begins at the end, as Terraform's does. */
    private void requireSameBySeeking(byte[] bytes, PackageHash h1) throws IOException {
        Path file = Files.write(directory.resolve("archive.zip"), bytes);
        SortedMap<String, String> lines = new TreeMap<>();
        try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.ISO_8859_1)) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String hash = Archives.sha256(zip.getInputStream(entry).readAllBytes());
                assertThat(lines.put(entry.getName(), hash + "  " + entry.getName() + "\n"))
                        .isNull();
            }
        } catch (ZipException strict) {
            return; // what nobody unpacks harms nobody
        }
        String all = String.join("", lines.values());
        if (all.chars().allMatch(c -> c < 128)) { // other names are in either of two encodings
            byte[] digest = Sha256.of(all.getBytes(StandardCharsets.US_ASCII));
            assertThat(h1.value()).isEqualTo(Base64.getEncoder().encodeToString(digest));
            assertThat(lines.keySet())
                    .noneMatch(name ->
                            name.startsWith("/") || List.of(name.split("/")).contains(".."));
        }
    }

    private static byte[] zip(ZipBytes.Sizes sizes, boolean zip64) {
        ZipBytes zip = new ZipBytes();
        zip.zip64End = zip64;
        zip.add("LICENSE.txt", "MPL\n").sizes(sizes);
        zip.add("sub/", "");
        zip.add("sub/z", "4".repeat(3000)).deflated().sizes(sizes);
        zip.add("terraform-provider-null_v1.0.0_x5", "hello PK\7\10 and PK\1\2").sizes(sizes);
        return zip.bytes();
    }
}
