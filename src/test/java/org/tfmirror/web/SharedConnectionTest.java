package org.tfmirror.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.Http2Connection;
import org.tfmirror.test.KeepAlive;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.MirroredSamples;
import org.tfmirror.test.Packages;
import org.tfmirror.test.ProxyDelivery;

/** What one request does to the connection that it came by, and to the archive that others fetch beside it. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
@TestProfile(ProxyDelivery.class)
class SharedConnectionTest {

    /** Longer than any limit of the server under test. */
    private static final Duration LONG = Duration.ofMillis(2500);

    private static final String JSON = "application/json";
    private static final long SIZE = 24 << 20;

    private static byte[] archive = {};
    private static String path = "";

    private final String token = MirrorStackResource.stack().adminToken();

    @BeforeEach
    void mirrorIt() {
        if (archive.length == 0) {
            PackageId id = Packages.of(
                    MirrorStackResource.stack().registry().hostname() + "/acme/shared", "1.0.0", "linux_amd64");
            archive = MirroredSamples.big(id, SIZE);
            path = MirroredSamples.archivePath(id);
        }
    }

    private static String post(String authorization, String framing, String body) {
        return "POST /admin/api/jobs HTTP/1.1\r\nHost: mirror\r\n%sContent-Type: application/json\r\n%s\r\n\r\n%s"
                .formatted(authorization, framing, body);
    }

    private static String get(String path) {
        return "GET %s HTTP/1.1\r\nHost: mirror\r\n\r\n".formatted(path);
    }

    @Test
    void aStrangersWholeBodyClosesNoConnection() throws IOException {
        try (KeepAlive connection = new KeepAlive()) {
            connection.send(post("", "Transfer-Encoding: chunked", "2\r\n{}\r\n0\r\n\r\n"));

            assertThat(connection.answer()).isEqualTo(401);
            assertThat(connection.staysOpen(LONG)).isTrue();
            connection.send(get("/q/health/live"));
            assertThat(connection.answer()).isEqualTo(200);
        }
    }

    @Test
    void anArchiveBehindAStrangersBodyComesWhole() throws IOException {
        try (KeepAlive connection = new KeepAlive()) {
            connection.send(post("", "Transfer-Encoding: chunked", "2\r\n{}\r\n0\r\n\r\n") + get(path));

            assertThat(connection.answer()).isEqualTo(401);
            String head = connection.head();
            Awaitility.await().during(LONG).atMost(LONG.multipliedBy(2)).until(() -> true);
            assertThat(connection.body(head)).isEqualTo(archive);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked", "Content-Length: 1000000000", "Content-Length: 1000"})
    void whoGoesOnSendingAfterTheAnswerIsHungUpOn(String framing) throws IOException {
        try (KeepAlive connection = new KeepAlive()) {
            connection.send(post("", framing, "2\r\n{}\r\n"));

            assertThat(connection.answer()).isIn(401, 413);
            Awaitility.await().until(() -> connection.isClosedAfter("1\r\n \r\n"));
        }
    }

    private void assertOnlyItsStreamEnds(Map<String, String> headers, String body, int status) {
        try (Http2Connection connection = new Http2Connection()) {
            HttpClientResponse download = connection.get(path);
            CompletableFuture<Long> reset = new CompletableFuture<>();
            HttpClientRequest post = connection.open("POST", "/admin/api/jobs", headers);
            post.exceptionHandler(error -> {
                if (error instanceof StreamResetException stream) {
                    reset.complete(stream.getCode());
                }
            });
            post.response()
                    .onSuccess(answer -> answer.exceptionHandler(cut -> {}).handler(dropped -> {}));
            post.setChunked(true).write(body);

            if (status > 0) {
                assertThat(Http2Connection.await(post.response()).statusCode()).isEqualTo(status);
            }
            reset.get(60, TimeUnit.SECONDS);
            assertThat(Http2Connection.rest(download)).isEqualTo(archive);
            assertThat(connection.connections()).isEqualTo(1);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aStrangersBodyThatNeverEndsEndsItsStreamOnly() {
        assertOnlyItsStreamEnds(Map.of("content-type", JSON), "{", 401);
    }

    @Test
    void aBodyThatAnnouncesTooMuchEndsItsStreamOnly() {
        assertOnlyItsStreamEnds(Map.of("content-type", JSON, "content-length", "1100000"), "{", 413);
    }

    @ParameterizedTest
    @ValueSource(strings = {JSON, "multipart/form-data; boundary=b"})
    void aBodyThatGrowsTooLongEndsItsStreamOnly(String type) {
        assertOnlyItsStreamEnds(
                Map.of("content-type", type, "authorization", "Bearer " + token), " ".repeat(1_100_000), 0);
    }

    @Test
    void aBodyThatDoesNotComeEndsItsStreamOnly() {
        assertOnlyItsStreamEnds(Map.of("content-type", JSON, "authorization", "Bearer " + token), "{", 0);
    }

    @Test
    void aWholeBodyLeavesItsConnectionOpen() {
        try (Http2Connection connection = new Http2Connection()) {
            HttpClientResponse download = connection.get(path);
            HttpClientRequest post = connection.open("POST", "/admin/api/jobs", Map.of("content-type", JSON));
            post.setChunked(true).write("{");

            assertThat(Http2Connection.await(post.send("}")).statusCode()).isEqualTo(401);
            Awaitility.await().during(LONG).atMost(LONG.multipliedBy(2)).until(() -> connection.connections() == 1);
            assertThat(Http2Connection.rest(download)).isEqualTo(archive);
            assertThat(Http2Connection.await(connection
                                    .open("GET", "/q/health/live", Map.of())
                                    .send())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(connection.connections()).isEqualTo(1);
        }
    }
}
