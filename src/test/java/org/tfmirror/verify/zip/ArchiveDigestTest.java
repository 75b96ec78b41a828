package org.tfmirror.verify.zip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tfmirror.verify.ArchiveHashes;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.VerificationException;
import org.tfmirror.verify.VerificationException.ArchiveLength;
import org.tfmirror.verify.VerificationException.ChecksumMismatch;

class ArchiveDigestTest {

    static Stream<Arguments> vectors() {
        return Stream.of(
                Arguments.of(
                        Map.of("terraform-provider-null_v1.0.0_x5", "hello\n"),
                        "h1:cz3jsL5obq64DIgy2VcW4oGXrhiLWr7oJViB9l03pG8="),
                Arguments.of(
                        Map.of(
                                "LICENSE.txt",
                                "MPL\n",
                                "README.md",
                                "# x\n",
                                "terraform-provider-demo_v1.2.3",
                                "binary"),
                        "h1:XDIOlMDr4qA7AoCiRxSmrcHRk/PyRBczYz7j+ZFL8Ro="),
                Arguments.of(
                        Map.of("b.txt", "1", "A.txt", "2", "a.txt", "3", "sub/z", "4", "sub.txt", "5"),
                        "h1:rB9Ewsv4fnGg1DF8kf+ZkipCekIbFrun2NbqqOBbb4k="),
                Arguments.of(Map.of(), "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
                Arguments.of(Map.of("sub/", "", "sub/z", "4"), "h1:vdr7ypFnqkHL10161MpGky/wL59tAf/LaCduOySYugc="));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void hashesWhatJavaDeflated(Map<String, String> files, String h1) throws Exception {
        assertHashes(javaZip(files, false), h1);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void hashesWhatJavaStored(Map<String, String> files, String h1) throws Exception {
        assertHashes(javaZip(files, true), h1);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void hashesEveryFormOfSizes(Map<String, String> files, String h1) throws Exception {
        for (ZipBytes.Sizes sizes : ZipBytes.Sizes.values()) {
            ZipBytes deflated = new ZipBytes();
            ZipBytes stored = new ZipBytes();
            new TreeMap<>(files).forEach((name, content) -> {
                deflated.add(name, content).deflated().sizes(sizes);
                stored.add(name, content).sizes(sizes);
            });
            assertHashes(deflated.bytes(), h1);
            if (sizes != ZipBytes.Sizes.IN_DESCRIPTOR_WITHOUT_SIGNATURE) {
                assertHashes(stored.bytes(), h1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ZipBytes.Sizes.class)
    void readsZip64RecordsOfTheDirectory(ZipBytes.Sizes sizes) throws Exception {
        ZipBytes zip = new ZipBytes();
        zip.zip64End = true;
        zip.add("terraform-provider-null_v1.0.0_x5", "hello\n").deflated().sizes(sizes).centralZip64 = true;

        assertHashes(zip.bytes(), "h1:cz3jsL5obq64DIgy2VcW4oGXrhiLWr7oJViB9l03pG8=");
    }

    @Test
    void findsTheEndOfAStoredContentFullOfDecoys() throws Exception {
        byte[] inner = javaZip(Map.of("a", "1", "b", "PK\7\b"), false);
        byte[] decoys = "PPKPK\7PK\7\bPK\7\7PK\7\bPK\3\4PKPK\1\2".repeat(20).getBytes(StandardCharsets.ISO_8859_1);
        ZipBytes known = new ZipBytes();
        known.add("inner.zip", inner);
        known.add("decoys", decoys);
        ZipBytes searched = new ZipBytes();
        searched.add("inner.zip", inner).sizes(ZipBytes.Sizes.IN_DESCRIPTOR);
        searched.add("decoys", decoys).sizes(ZipBytes.Sizes.IN_DESCRIPTOR_ZIP64);

        assertHashes(searched.bytes(), Archives.digest(known.bytes()).h1().toString());
    }

    @Test
    void hashesTheSameAsASeekingReaderOnRandomContents() throws Exception {
        Random random = new Random(7);
        Map<String, String> files = new TreeMap<>();
        for (int i = 0; i < 20; i++) {
            byte[] content = new byte[random.nextInt(200_000)];
            random.nextBytes(content);
            Arrays.fill(content, 0, content.length / 2, (byte) 'x');
            files.put("file" + i, new String(content, StandardCharsets.ISO_8859_1));
        }
        String h1 = Archives.digest(javaZip(files, true)).h1().toString();

        assertHashes(javaZip(files, false), h1);
    }

    @Test
    void tellsTheChecksumAndTheSize() throws Exception {
        byte[] zip = javaZip(Map.of("a", "b"), false);

        ArchiveHashes hashes = Archives.digest(zip);

        assertThat(hashes.zh()).hasToString("zh:" + Archives.sha256(zip));
        assertThat(hashes.sizeBytes()).isEqualTo(zip.length);
    }

    @Test
    void keepsACommentOutOfTheHash() throws Exception {
        ZipBytes zip = new ZipBytes();
        zip.comment = "built on a Friday".getBytes(StandardCharsets.UTF_8);

        assertHashes(zip.bytes(), "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    @Test
    void judgesTheChecksumBeforeTheZip() {
        ArchiveDigest digest = new ArchiveDigest(ArchiveLimits.DEFAULT);
        byte[] page = "<html>maintenance</html>".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> {
                    digest.update(page, 0, page.length);
                    digest.finish("00".repeat(32), page.length);
                })
                .isInstanceOf(ChecksumMismatch.class)
                .hasMessageContaining(Archives.sha256(page));
    }

    @Test
    void takesAnUpperCaseChecksumAndAnUnknownLength() throws Exception {
        byte[] zip = javaZip(Map.of("a", "b"), false);
        ArchiveDigest digest = new ArchiveDigest(ArchiveLimits.DEFAULT);

        digest.update(zip, 0, zip.length);

        assertThat(digest.finish(Archives.sha256(zip).toUpperCase(Locale.ROOT), -1)
                        .sizeBytes())
                .isEqualTo(zip.length);
    }

    @Test
    void refusesAnotherLength() throws Exception {
        byte[] zip = javaZip(Map.of("a", "b"), false);
        ArchiveDigest digest = new ArchiveDigest(ArchiveLimits.DEFAULT);
        digest.update(zip, 0, zip.length);

        assertThatThrownBy(() -> digest.finish(Archives.sha256(zip), zip.length + 1))
                .isInstanceOf(ArchiveLength.class);
    }

    @Test
    void isFinishedOnce() throws Exception {
        byte[] zip = new ZipBytes().bytes();
        ArchiveDigest digest = new ArchiveDigest(ArchiveLimits.DEFAULT);
        digest.update(zip, 0, zip.length);
        digest.finish(Archives.sha256(zip), zip.length);

        assertThatThrownBy(() -> digest.finish(Archives.sha256(zip), zip.length))
                .isInstanceOf(IllegalStateException.class);
    }

    private static void assertHashes(byte[] zip, String h1) throws VerificationException {
        assertThat(Archives.digest(zip).h1()).hasToString(h1);
        assertThat(Archives.digestInRandomCuts(zip, 1).h1()).hasToString(h1);
        assertThat(Archives.digestInRandomCuts(zip, 2).h1()).hasToString(h1);
        if (zip.length < 100_000) {
            assertThat(Archives.digestBytewise(zip).h1()).hasToString(h1);
        }
    }

    private static byte[] javaZip(Map<String, String> files, boolean stored) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                byte[] content = file.getValue().getBytes(StandardCharsets.ISO_8859_1);
                ZipEntry entry = new ZipEntry(file.getKey());
                if (stored) {
                    CRC32 crc = new CRC32();
                    crc.update(content);
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(content.length);
                    entry.setCrc(crc.getValue());
                }
                out.putNextEntry(entry);
                out.write(content);
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
