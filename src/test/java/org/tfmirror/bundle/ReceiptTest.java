package org.tfmirror.bundle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.tfmirror.test.Packages;

class ReceiptTest {

    private final BundleKeys inside = BundleKeys.of(TestBundleKeys.pair().signing(), List.of());
    private final BundleKeys outside =
            BundleKeys.of(null, List.of(inside.publicPem().orElseThrow()));

    @Test
    void theOtherSideReadsWhatThisOneHas() throws ManifestInvalidException {
        Set<String> lines = IntStream.range(0, 1000)
                .mapToObj(i -> Receipt.line(Packages.number(i), "f".repeat(64)))
                .collect(Collectors.toSet());

        byte[] receipt = Receipt.write(lines, Instant.EPOCH, inside);

        assertThat(Receipt.read(receipt, outside).lines()).isEqualTo(lines);
        assertThat(receipt.length).isLessThan(1000 * 41);
    }

    @Test
    void aLineStandsForOneArchiveOfOnePackage() {
        String line = Receipt.line(Packages.number(1), "a".repeat(64));

        assertThat(line)
                .isNotEqualTo(Receipt.line(Packages.number(2), "a".repeat(64)))
                .isNotEqualTo(Receipt.line(Packages.number(1), "b".repeat(64)));
    }

    @Test
    void aReceiptThatSomebodyChangedIsRefused() throws IOException {
        byte[] receipt = Receipt.write(Set.of(Receipt.line(Packages.number(1), "a".repeat(64))), Instant.EPOCH, inside);
        byte[] changed = gzip(text(receipt).replace("source", "SOURCE"));

        assertThatThrownBy(() -> Receipt.read(changed, outside)).hasMessageContaining("not signed");
    }

    @Test
    void whatIsNoReceiptIsRefused() throws IOException {
        for (byte[] each : List.of(new byte[0], new byte[100], gzip(""), gzip("x\nsignature !\n"))) {
            assertThatThrownBy(() -> Receipt.read(each, outside)).isInstanceOf(ManifestInvalidException.class);
        }
    }

    private static String text(byte[] gzip) throws IOException {
        return new String(new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes(), ISO_8859_1);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(ISO_8859_1));
        }
        return bytes.toByteArray();
    }
}
