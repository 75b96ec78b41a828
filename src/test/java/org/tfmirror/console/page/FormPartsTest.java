package org.tfmirror.console.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.console.page.FormParts.FormPart;
import org.tfmirror.web.InvalidRequestException;

class FormPartsTest {

    private static final String TYPE = "multipart/form-data; boundary=----edge";

    @Test
    void fieldsAndFilesComeInTheirOrder() throws IOException {
        FormParts parts = parts(field("name", "week 48") + file("a.tar", "one") + file("b.tar", "") + END);

        FormPart name = parts.next().orElseThrow();
        assertThat(name.field()).isEqualTo("name");
        assertThat(name.file()).isEmpty();
        assertThat(name.text()).isEqualTo("week 48");
        FormPart first = parts.next().orElseThrow();
        assertThat(first.file()).isEqualTo("a.tar");
        assertThat(first.content().readAllBytes()).asString().isEqualTo("one");
        FormPart second = parts.next().orElseThrow();
        assertThat(second.file()).isEqualTo("b.tar");
        assertThat(second.content().readAllBytes()).isEmpty();
        assertThat(parts.next()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 1_000, 65_536})
    void bytesAreThoseSentHoweverTheyArrive(int chunk) throws IOException {
        byte[] bytes = new byte[200_000];
        new Random(chunk).nextBytes(bytes);
        byte[] near = "\r\n\r\n------edg\r\n------edgf\r\r\n--".getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 1_000; at < bytes.length - near.length; at += 8_191) {
            System.arraycopy(near, 0, bytes, at, near.length);
        }
        String sent = file("part-0001.tar", new String(bytes, StandardCharsets.ISO_8859_1)) + END;

        FormParts parts = new FormParts(slowly(sent, chunk), TYPE);

        assertThat(parts.next().orElseThrow().content().readAllBytes()).isEqualTo(bytes);
        assertThat(parts.next()).isEmpty();
    }

    @Test
    void aPartThatIsNotReadIsDropped() throws IOException {
        FormParts parts = parts(file("a.tar", "x".repeat(300_000)) + file("b.tar", "two") + END);

        parts.next().orElseThrow().content().read();

        assertThat(parts.next().orElseThrow().content().readAllBytes())
                .asString()
                .isEqualTo("two");
    }

    @Test
    void aFormThatIsCutIsNoWholeFile() throws IOException {
        FormParts parts = parts(file("a.tar", "cut here").replace("here\r\n", "he"));

        InputStream content = parts.next().orElseThrow().content();

        assertThatThrownBy(content::readAllBytes).isInstanceOf(EOFException.class);
    }

    @Test
    void headersWithoutAnEndAreRefused() {
        FormParts parts = parts("------edge\r\nContent-Disposition: " + "x".repeat(10_000_000));

        assertThatThrownBy(parts::next).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aFieldThatIsTooLongIsRefused() throws IOException {
        FormPart field = parts(field("name", "x".repeat(5_000)) + END).next().orElseThrow();

        assertThatThrownBy(field::text).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aBodyWithoutABoundaryIsRefused() {
        assertThatThrownBy(() -> new FormParts(InputStream.nullInputStream(), "multipart/form-data"))
                .isInstanceOf(InvalidRequestException.class);
    }

    private static final String END = "------edge--\r\n";

    private static String field(String name, String value) {
        return "------edge\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String file(String name, String content) {
        return "------edge\r\nContent-Disposition: form-data; name=\"files\"; filename=\"" + name
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n" + content + "\r\n";
    }

    private static FormParts parts(String sent) {
        return new FormParts(new ByteArrayInputStream(sent.getBytes(StandardCharsets.ISO_8859_1)), TYPE);
    }

    /** Gives so many bytes at a time. */
    private static InputStream slowly(String sent, int chunk) {
        return new ByteArrayInputStream(sent.getBytes(StandardCharsets.ISO_8859_1)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, chunk));
            }
        };
    }
}
