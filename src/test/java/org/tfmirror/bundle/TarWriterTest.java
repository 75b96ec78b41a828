package org.tfmirror.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.tfmirror.provider.Sha256;

class TarWriterTest {

    private static final String LONG = "a.example/" + "n".repeat(120) + "/" + "t".repeat(120) + "/file";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void everyFileLiesWhereItsPlaceSays() throws IOException {
        TarWriter tar = new TarWriter(out);
        Place first = tar.add("a/one", "first".getBytes(UTF_8));
        Place second = tar.add(LONG, new byte[100_000]);
        Part part = tar.finish("part-0001.tar");

        assertThat(bytesAt(first)).isEqualTo("first".getBytes(UTF_8));
        assertThat(bytesAt(second)).isEqualTo(new byte[100_000]);
        assertThat(second.sha256()).isEqualTo(Sha256.hexOf(new byte[100_000]));
        assertThat(part.size()).isEqualTo(out.size());
        assertThat(part.sha256()).isEqualTo(Sha256.hexOf(out.toByteArray()));
    }

    @Test
    void anyTarReadsItAndItTellsNothingOfThePacker() throws IOException {
        TarWriter tar = new TarWriter(out);
        tar.add("a/one", "first".getBytes(UTF_8));
        tar.add(LONG, "second".getBytes(UTF_8));
        tar.finish("part-0001.tar");

        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            TarArchiveEntry one = in.getNextEntry();
            assertThat(one.getName()).isEqualTo("a/one");
            assertThat(one.getUserName() + one.getGroupName()).isEmpty();
            assertThat(one.getMode() & 0777).isEqualTo(0644);
            TarArchiveEntry two = in.getNextEntry();
            assertThat(two.getName()).isEqualTo(LONG);
            assertThat(in.readAllBytes()).isEqualTo("second".getBytes(UTF_8));
            assertThat(in.getNextEntry()).isNull();
        }
    }

    @Test
    void aFileThatIsThereIsNotWrittenTwice() throws IOException {
        TarWriter tar = new TarWriter(out);

        assertThat(tar.add("a", "x".getBytes(UTF_8))).isEqualTo(tar.add("a", "x".getBytes(UTF_8)));
    }

    @Test
    void aFileThatEndsEarlyIsToldAtOnce() {
        TarWriter tar = new TarWriter(out);

        assertThatThrownBy(() -> tar.add("a", 10, new ByteArrayInputStream(new byte[9]), copied -> {}))
                .isInstanceOf(EOFException.class);
    }

    private byte[] bytesAt(Place place) {
        return Arrays.copyOfRange(out.toByteArray(), (int) place.offset(), (int) (place.offset() + place.size()));
    }
}
