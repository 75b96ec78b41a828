package org.tfmirror.mirror;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.MirroredSamples;
import org.tfmirror.test.Packages;
import org.tfmirror.test.ProxyDelivery;
import org.tfmirror.test.S3Wire;
import org.tfmirror.test.StackSql;

/** Archives through this service. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
@TestProfile(ProxyDelivery.class)
class ProxyDeliveryTest {

    private static final int HANG_UPS = 60;

    private final String host = MirrorStackResource.stack().registry().hostname();
    private final S3Wire wire = MirrorStackResource.stack().s3Wire();
    private final PackageId id = Packages.of(host + "/acme/proxied", "1.0.0", "linux_amd64");
    private final String path = MirroredSamples.archivePath(id);
    private byte[] archive = {};
    private int size;

    @BeforeEach
    void mirrorIt() {
        MirroredSamples.small("proxied", "1.0.0", "linux_amd64");
        archive = SamplePackages.small(id);
        size = archive.length;
    }

    private void assertWhole(Response answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("application/zip");
        assertThat(answer.header("Content-Length")).isEqualTo("" + size);
        assertThat(answer.header("Transfer-Encoding")).isNull();
        assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(answer.header("Content-Range")).isNull();
        assertThat(answer.header("ETag")).matches("\"[0-9a-f]{64}\"");
        assertThat(answer.asByteArray()).isEqualTo(archive);
    }

    @Test
    void anArchiveComesWholeAndWithItsLength() {
        assertWhole(given().get(path));
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-0, 0, 1", "bytes=0-99, 0, 100", "bytes=100-, 100, END", "bytes=-100, END-100, END"})
    void aPartComesAlone(String range, String from, String to) {
        int first = from.equals("END-100") ? size - 100 : Integer.parseInt(from);
        int end = to.equals("END") ? size : Integer.parseInt(to);

        Response answer = given().header("Range", range).get(path);

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.header("Content-Range")).isEqualTo("bytes %d-%d/%d".formatted(first, end - 1, size));
        assertThat(answer.header("Content-Length")).isEqualTo("" + (end - first));
        assertThat(answer.asByteArray()).isEqualTo(Arrays.copyOfRange(archive, first, end));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=1000000-", "bytes=-0", "bytes=1000000-1000001"})
    void aPartThatIsNotThereIsRefusedWithTheLength(String range) {
        long before = wire.bytesSent();

        Response answer = given().header("Range", range).get(path);

        assertThat(answer.statusCode()).isEqualTo(416);
        assertThat(answer.header("Content-Range")).isEqualTo("bytes */" + size);
        assertThat(wire.bytesSent()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,5-6", "bytes=5-1", "lines=0-1", "bytes=x-"})
    void aRangeWeDoNotUnderstandIsIgnored(String range) {
        assertWhole(given().header("Range", range).get(path));
    }

    @Test
    void aPartIsSentOnlyOfTheArchiveTheClientHasBegun() {
        String tag = given().head(path).header("ETag");

        assertThat(given().header("Range", "bytes=0-9")
                        .header("If-Range", tag)
                        .get(path)
                        .statusCode())
                .isEqualTo(206);
        for (String other : new String[] {"\"other\"", "W/" + tag, "Wed, 21 Oct 2015 07:28:00 GMT", ""}) {
            assertWhole(given().header("Range", "bytes=0-9")
                    .header("If-Range", other)
                    .get(path));
        }
    }

    @Test
    void aHeadTellsTheLengthAndSendsNothing() {
        long before = wire.bytesSent();

        Response head = given().head(path);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.contentType()).isEqualTo("application/zip");
        assertThat(head.header("Content-Length")).isEqualTo("" + size);
        assertThat(head.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(head.asByteArray()).isEmpty();
        assertThat(wire.bytesSent()).isEqualTo(before);
    }

    @Test
    void anUnchangedArchiveIsNotSentAgain() {
        String tag = given().get(path).header("ETag");
        long before = wire.bytesSent();

        Response again = given().header("If-None-Match", tag).get(path);

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.asByteArray()).isEmpty();
        assertThat(wire.bytesSent()).isEqualTo(before);
    }

    @Test
    void anArchiveIsSentOnlyIfItIsTheOneThatWasMeant() {
        String tag = given().head(path).header("ETag");
        long before = wire.bytesSent();

        assertThat(given().header("If-Match", "\"other\"").get(path).statusCode())
                .isEqualTo(412);
        assertThat(given().header("If-Match", "\"other\"").head(path).statusCode())
                .isEqualTo(412);
        assertThat(wire.bytesSent()).isEqualTo(before);
        assertWhole(given().header("If-Match", tag).get(path));
    }

    @Test
    void anArchiveThatIsGoneFromTheBucketIsAClearError() throws Exception {
        PackageId lost = MirroredSamples.small("lost", "1.0.0", "linux_amd64");
        StackSql.update("update mirrored_package set storage_key = storage_key || '.zip' where type = 'lost'");

        for (Response answer : Stream.of(
                        given().get(MirroredSamples.archivePath(lost)),
                        given().header("Range", "bytes=0-9").get(MirroredSamples.archivePath(lost)))
                .toList()) {
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.contentType()).isEqualTo("application/json");
            assertThat(answer.jsonPath().<String>getList("errors"))
                    .singleElement()
                    .asString()
                    .contains("missing in the object store");
            assertThat(answer.asString()).doesNotContain("Exception").doesNotContain("GetObject");
        }
    }

    @Test
    void clientsThatHangUpHalfWayLeaveNoConnectionBehind() throws Exception {
        PackageId big = Packages.of(host + "/acme/half", "1.0.0", "linux_amd64");
        byte[] bytes = MirroredSamples.big(big, 24 * 1024 * 1024);
        String bigPath = MirroredSamples.archivePath(big);

        for (int i = 0; i < HANG_UPS; i++) {
            hangUpAfter(bytes.length / 2, bigPath);
        }

        Awaitility.await().until(wire::connections, open -> open <= 5);
        Path whole = Files.createTempFile("whole", ".zip");
        try (InputStream body = given().get(bigPath).asInputStream()) {
            Files.write(whole, body.readAllBytes());
        }
        assertThat(Files.mismatch(whole, Files.write(Files.createTempFile("expected", ".zip"), bytes)))
                .isEqualTo(-1);
    }

    private static void hangUpAfter(int count, String path) throws Exception {
        try (Socket socket = new Socket()) {
            socket.setOption(StandardSocketOptions.SO_RCVBUF, 64 * 1024);
            socket.connect(new InetSocketAddress("localhost", RestAssured.port));
            socket.getOutputStream()
                    .write("GET %s HTTP/1.1\r\nHost: mirror\r\n\r\n"
                            .formatted(path)
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(count)).hasSize(count);
        }
    }
}
