package org.tfmirror.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tfmirror.storage.ObjectStoreContract.KEY;
import static org.tfmirror.storage.ObjectStoreContract.PART;
import static org.tfmirror.storage.ObjectStoreContract.bytes;
import static org.tfmirror.storage.ObjectStoreContract.writeAll;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tfmirror.storage.ObjectStream;
import org.tfmirror.storage.ObjectUpload;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageRefusedException;
import org.tfmirror.storage.StorageUnavailableException;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeProvider;

/** What we send to a store, and what we make of its answers. */
class S3AnswerTest {

    private final ScriptedS3 s3 = new ScriptedS3();
    private final S3Bench bench = bench(s3.endpoint(), Duration.ofSeconds(30));

    private static S3Bench bench(URI endpoint, Duration timeout) {
        return new S3Bench(endpoint, "bucket", S3Bench.credentials("access", "secret"), timeout);
    }

    @AfterEach
    void close() {
        bench.close();
        s3.close();
    }

    private void upload(int length) throws StorageException {
        try (ObjectUpload upload = bench.store.begin(KEY, Map.of())) {
            writeAll(upload, bytes(length));
            upload.complete();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, RequestTimeout, storage_unavailable",
        "400, BadDigest, storage_unavailable",
        "400, InvalidRequest, storage_refused",
        "403, AccessDenied, storage_refused",
        "403, RequestTimeTooSkewed, storage_refused",
        "404, NoSuchBucket, storage_refused",
        "404, NoSuchKey, object_missing",
        "409, OperationAborted, storage_unavailable",
        "416, InvalidRange, object_missing",
        "429, TooManyRequests, storage_unavailable",
        "500, InternalError, storage_unavailable",
        "501, NotImplemented, storage_refused",
        "503, SlowDown, storage_unavailable"
    })
    void anErrorIsWhatItsStatusAndCodeSay(int status, String code, String meaning) {
        s3.answer("GET", status, ScriptedS3.error(code));

        assertThatThrownBy(() -> bench.store.open(KEY, null))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.code()).isEqualTo(meaning))
                .hasMessageContaining(status + " " + code);
    }

    @Test
    void aCompletionAnswered200WithAnErrorInsideIsNoSuccess() {
        s3.answer("POST uploadId", 200, ScriptedS3.error("InternalError"));

        assertThatThrownBy(() -> upload(PART + 1)).isInstanceOf(StorageUnavailableException.class);

        assertThat(s3.requests("DELETE uploadId")).hasSize(1);
    }

    @Test
    void anUploadWhosePartIsRefusedIsAborted() {
        s3.answer("PUT partNumber", 403, ScriptedS3.error("AccessDenied"));

        assertThatThrownBy(() -> upload(3 * PART)).isInstanceOf(StorageRefusedException.class);

        assertThat(s3.requests("PUT partNumber")).hasSize(1);
        assertThat(s3.requests("POST uploadId")).isEmpty();
        assertThat(s3.requests("DELETE uploadId")).hasSize(1);
    }

    @Test
    void aRefusalThatHangsUpOnTheBodyIsStillARefusal() {
        s3.answer("PUT", ScriptedS3.HANG_UP, "");
        s3.answer("PUT partNumber", ScriptedS3.HANG_UP, "");
        s3.answer("HEAD", 403, "");

        assertThatThrownBy(() -> upload(1)).isInstanceOf(StorageRefusedException.class);
        assertThatThrownBy(() -> upload(3 * PART)).isInstanceOf(StorageRefusedException.class);
    }

    @Test
    void aMissingBucketThatHangsUpOnTheBodyIsStillARefusal() {
        s3.answer("PUT", ScriptedS3.HANG_UP, "");
        s3.answer("HEAD", 404, "");

        assertThatThrownBy(() -> upload(1)).isInstanceOf(StorageRefusedException.class);
    }

    @Test
    void aFailingStoreIsAskedThreeTimesAndNoMore() {
        s3.answer("GET", 503, ScriptedS3.error("SlowDown"));

        assertThatThrownBy(() -> bench.store.open(KEY, null)).isInstanceOf(StorageUnavailableException.class);

        assertThat(s3.requests("GET")).hasSize(3);
    }

    @Test
    void everyBodyIsPlainUnderASignatureOverItsSha256() throws Exception {
        upload(1);
        upload(PART + 1);

        assertSigned(s3.requests("PUT"), List.of(bytes(1)));
        byte[] bytes = bytes(PART + 1);
        assertSigned(
                s3.requests("PUT partNumber"),
                List.of(Arrays.copyOf(bytes, PART), Arrays.copyOfRange(bytes, PART, PART + 1)));
    }

    private static void assertSigned(List<ScriptedS3.Request> requests, List<byte[]> bodies) throws Exception {
        assertThat(requests).hasSameSizeAs(bodies);
        for (int i = 0; i < bodies.size(); i++) {
            ScriptedS3.Request request = requests.get(i);
            assertThat(request.length()).isEqualTo(bodies.get(i).length);
            assertThat(request.headers().getFirst("x-amz-content-sha256"))
                    .isEqualTo(HexFormat.of().formatHex(digest("SHA-256", bodies.get(i))));
            assertThat(request.headers().getFirst("Authorization")).contains("x-amz-content-sha256");
            assertThat(request.headers()).doesNotContainKeys("Content-md5", "Content-encoding", "X-amz-trailer");
        }
    }

    /** The client would send UNSIGNED-PAYLOAD over TLS, and nothing would check what a proxy on the way makes of it. */
    @Test
    void overTlsBodiesAreSignedToo() {
        S3AuthSchemeProvider schemes =
                (S3AuthSchemeProvider) bench.client.serviceClientConfiguration().authSchemeProvider();

        assertThat(List.of("PutObject", "UploadPart"))
                .allSatisfy(operation -> assertThat(schemes.resolveAuthScheme(
                                request -> request.operation(operation).region(Region.US_EAST_1)))
                        .isNotEmpty()
                        .allSatisfy(scheme -> assertThat(
                                        scheme.signerProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED))
                                .isTrue()));
    }

    @Test
    void aBodyCarriesItsMd5WhereTheBucketWantsIt() throws Exception {
        try (S3Bench locked = new S3Bench(
                        s3.endpoint(),
                        "bucket",
                        S3Bench.credentials("access", "secret"),
                        Duration.ofSeconds(30),
                        true);
                ObjectUpload whole = locked.store.begin(KEY, Map.of());
                ObjectUpload parts = locked.store.begin(KEY, Map.of())) {
            writeAll(whole, bytes(1));
            whole.complete();
            writeAll(parts, bytes(PART + 1));
            parts.complete();
        }

        byte[] bytes = bytes(PART + 1);
        assertThat(md5s("PUT")).containsExactly(md5(bytes(1)));
        assertThat(md5s("PUT partNumber"))
                .containsExactly(md5(Arrays.copyOf(bytes, PART)), md5(Arrays.copyOfRange(bytes, PART, PART + 1)));
    }

    private List<String> md5s(String call) {
        return s3.requests(call).stream()
                .map(request -> request.headers().getFirst("Content-MD5"))
                .toList();
    }

    private static String md5(byte[] body) throws Exception {
        return Base64.getEncoder().encodeToString(digest("MD5", body));
    }

    private static byte[] digest(String algorithm, byte[] body) throws Exception {
        return MessageDigest.getInstance(algorithm).digest(body);
    }

    @Test
    void aStoreThatTakesTheCallAndSaysNothingIsUnavailable() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                S3Bench stalled =
                        bench(URI.create("http://127.0.0.1:" + silent.getLocalPort()), Duration.ofMillis(200))) {
            assertThatThrownBy(stalled.store::check).isInstanceOf(StorageUnavailableException.class);
            assertThatThrownBy(() -> stalled.store.find(KEY)).isInstanceOf(StorageUnavailableException.class);
            assertThatThrownBy(() -> stalled.store.open(KEY, null)).isInstanceOf(StorageUnavailableException.class);
            assertThatThrownBy(() -> {
                        try (ObjectUpload upload = stalled.store.begin(KEY, Map.of())) {
                            writeAll(upload, bytes(PART));
                            upload.complete();
                        }
                    })
                    .as("blocked while writing, which no socket timeout ends")
                    .isInstanceOf(StorageUnavailableException.class);
        }
    }

    @Test
    void aBodyCutShortIsAnErrorAndNoShortObject() throws Exception {
        try (ServerSocket liar = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                S3Bench cut = bench(URI.create("http://127.0.0.1:" + liar.getLocalPort()), Duration.ofSeconds(30))) {
            Thread server = new Thread(() -> {
                try (var socket = liar.accept()) {
                    socket.getInputStream().read(new byte[8192]);
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nETag: \"e\"\r\n\r\nabc"
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            server.start();

            try (ObjectStream stream = cut.store.open(KEY, null)) {
                assertThatThrownBy(() -> stream.body().readAllBytes()).isInstanceOf(IOException.class);
            }
            server.join();
        }
    }
}
