package org.tfmirror.origin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.tfmirror.origin.client.SampleRegistry.ARCHIVE;
import static org.tfmirror.origin.client.SampleRegistry.CONTENT;
import static org.tfmirror.origin.client.SampleRegistry.PACKAGE;
import static org.tfmirror.origin.client.SampleRegistry.SHASUM;
import static org.tfmirror.origin.client.SampleRegistry.ascii;
import static org.tfmirror.origin.client.SampleRegistry.metadataJson;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.origin.ArchiveStream;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.ResponseInvalid;
import org.tfmirror.origin.OriginException.TooLarge;
import org.tfmirror.origin.OriginException.TransferCut;
import org.tfmirror.origin.PackageMetadata;
import org.tfmirror.origin.SignedShasums;
import org.tfmirror.origin.client.Reply;
import org.tfmirror.origin.client.SampleRegistry;

/** Bodies that come encoded although identity was asked for. */
class EncodedBodyTest {

    @TempDir
    Path directory;

    private SampleRegistry registry;

    @BeforeEach
    void start() {
        registry = new SampleRegistry(directory).configured(Map.of("max-document-size", "64K"));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Reply encoded(byte[] body, String encoding) {
        return Reply.bytes(body).with("Content-Encoding", encoding);
    }

    private PackageMetadata metadata(Reply reply) throws OriginException {
        registry.origin.on(PACKAGE, reply);
        return registry.client().packageMetadata(registry.packageId());
    }

    private byte[] archive(Reply... replies) throws OriginException {
        registry.origin.on(ARCHIVE, replies);
        try (ArchiveStream stream =
                registry.client().openArchive(registry.client().packageMetadata(registry.packageId()))) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] buffer = new byte[1000];
            for (int count; (count = stream.read(buffer, 0, buffer.length)) >= 0; ) {
                all.write(buffer, 0, count);
            }
            return all.toByteArray();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "x-gzip", "identity, gzip", "aws-chunked,gzip"})
    void gzipIsDecoded(String encoding) throws OriginException {
        Reply json = encoded(gzip(ascii(metadataJson())), encoding);

        assertThat(metadata(json).shasum()).isEqualTo(SHASUM);
        assertThat(archive(encoded(gzip(CONTENT), encoding))).isEqualTo(CONTENT);
    }

    @Test
    void shasumsAndSignaturesAreDecodedToo() throws OriginException {
        registry.origin
                .on("/files/SHA256SUMS", encoded(gzip(ascii("sums")), "gzip"))
                .on("/files/SHA256SUMS.sig", encoded(gzip(new byte[] {1, 2}), "gzip"));

        SignedShasums shasums = registry.client().shasums(registry.client().packageMetadata(registry.packageId()));

        assertThat(shasums.document()).isEqualTo(ascii("sums"));
        assertThat(shasums.signature()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws-chunked", "identity", "", "utf-8", "br", "deflate", "gzip", "none,", "gzipped"})
    void whatIsNotInGzipIsTakenAsItIs(String encoding) throws OriginException {
        assertThat(metadata(encoded(ascii(metadataJson()), encoding)).shasum()).isEqualTo(SHASUM);
        assertThat(archive(encoded(CONTENT, encoding))).isEqualTo(CONTENT);
    }

    @Test
    void theSizeOfADecodedDocumentIsLimited() {
        byte[] bomb = gzip(new byte[10 << 20]);

        assertThat(bomb.length).isLessThan(64 * 1024);
        assertThatExceptionOfType(TooLarge.class).isThrownBy(() -> metadata(encoded(bomb, "gzip")));
    }

    @Test
    void gzipThatSaysNothingComesToAnEnd() {
        byte[] member = gzip(new byte[0]);
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (int i = 0; i < 10_000; i++) {
            members.writeBytes(member);
        }

        assertThatExceptionOfType(ResponseInvalid.class)
                .isThrownBy(() -> archive(encoded(members.toByteArray(), "gzip")))
                .withMessageContaining("Content-Encoding");
    }

    @Test
    void brokenGzipIsPermanentAndCutGzipPassing() {
        byte[] gzip = gzip(ascii(metadataJson()));
        byte[] broken = gzip.clone();
        broken[gzip.length - 6] ^= 1;

        assertThatExceptionOfType(ResponseInvalid.class)
                .isThrownBy(() -> metadata(encoded(broken, "gzip")))
                .withMessageContaining("Content-Encoding");
        assertThatExceptionOfType(TransferCut.class)
                .isThrownBy(() -> metadata(encoded(Arrays.copyOf(gzip, gzip.length - 20), "gzip")));
        assertThatExceptionOfType(TransferCut.class)
                .isThrownBy(() -> metadata(Reply.cutAfter(50, gzip).with("Content-Encoding", "gzip")));
    }

    @Test
    void severalMembersOfAGzipAreOne() throws OriginException {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.writeBytes(gzip(Arrays.copyOf(CONTENT, 1000)));
        members.writeBytes(gzip(Arrays.copyOfRange(CONTENT, 1000, CONTENT.length)));

        assertThat(archive(encoded(members.toByteArray(), "gzip"))).isEqualTo(CONTENT);
    }

    /** An offset in what was decoded means nothing to the origin. */
    @Test
    void aDecodedArchiveIsNotResumedAndOneThatOnlySaysSoIs() throws OriginException {
        byte[] gzip = gzip(CONTENT);
        int half = gzip.length / 2;

        assertThatExceptionOfType(TransferCut.class)
                .isThrownBy(() -> archive(
                        Reply.cutAfter(half, gzip).with("ETag", "\"one\"").with("Content-Encoding", "gzip"),
                        Reply.rest(gzip).with("ETag", "\"one\"")));
        assertThat(archive(
                        Reply.cutAfter(half, CONTENT).with("ETag", "\"one\"").with("Content-Encoding", "gzip"),
                        Reply.rest(CONTENT).with("ETag", "\"one\"").with("Content-Encoding", "gzip")))
                .isEqualTo(CONTENT);
    }
}
