package org.tfmirror.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.local.FaultPlan.PlannedFault;
import org.tfmirror.test.OwnThread;

class SampleRegistryFaultsTest {

    private static final byte[] ARCHIVE = "0123456789".getBytes(StandardCharsets.US_ASCII);

    private final CertificateAuthority authority = CertificateAuthority.create();
    private final HttpClient client =
            HttpClient.newBuilder().sslContext(authority.clientContext()).build();
    private SampleRegistry registry;
    private String archive;

    @BeforeEach
    void publish() throws IOException {
        registry = SampleRegistry.start(
                0, authority.serverContext(authority.issue("localhost")), PackageSigner.generate());
        archive = registry.archivePath(registry.publish("tfmirror", "sample", "1.0.0", "linux_amd64", ARCHIVE));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void anAnswerFailsAsOftenAsPlannedAndThenIsWell() throws Exception {
        PlannedFault fault = registry.faults().first(2, archive::equals, Fault.status(429, Duration.ofSeconds(7)));

        HttpResponse<byte[]> refused = get(archive);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("7");
        assertThat(get(archive).statusCode()).isEqualTo(429);
        assertThat(get(archive).body()).isEqualTo(ARCHIVE);
        assertThat(fault.happened()).isEqualTo(2);
    }

    @Test
    void aFaultMeetsOnlyItsPathUntilThePlanIsCleared() throws Exception {
        registry.faults().always(archive::equals, Fault.status(503));

        assertThat(get(archive).statusCode()).isEqualTo(503);
        assertThat(get("/.well-known/terraform.json").statusCode()).isEqualTo(200);
        registry.faults().clear();
        assertThat(get(archive).statusCode()).isEqualTo(200);
    }

    @Test
    void aCutBodyBreaksOffAndTheRestIsThereForARange() throws Exception {
        registry.faults().first(1, archive::equals, Fault.cutBodyAfter(4));

        String answer = answerUpToTheCut();

        assertThat(answer).containsIgnoringCase("content-length: 10\r\n").endsWith("\r\n\r\n0123");
        assertThat(registry.sentBytes(archive)).isEqualTo(4);
        HttpRequest rest =
                HttpRequest.newBuilder(uri(archive)).header("Range", "bytes=4-").build();
        assertThat(client.send(rest, BodyHandlers.ofByteArray()).body())
                .asString()
                .isEqualTo("456789");
    }

    @Test
    void aConnectionCanCloseWithoutAnAnswer() {
        registry.faults().always(archive::equals, Fault.noAnswer());

        assertThatThrownBy(() -> get(archive)).isInstanceOf(IOException.class);
    }

    @Test
    void aStalledBodyGoesOnWhenItIsReleased() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        registry.faults().first(1, archive::equals, Fault.stallAfter(4, released));

        InputStream body = open(archive).body();
        assertThat(body.readNBytes(4)).asString().isEqualTo("0123");
        CompletableFuture<byte[]> rest = OwnThread.supply(() -> readAll(body));
        assertThat(registry.sentBytes(archive)).isEqualTo(4);
        released.countDown();

        assertThat(rest.get(10, TimeUnit.SECONDS)).asString().isEqualTo("456789");
    }

    @Test
    void aHeldAnswerComesWhenItIsReleased() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        registry.faults().first(1, archive::equals, Fault.holdUntil(released));

        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request(archive), BodyHandlers.ofByteArray());
        Awaitility.await().until(() -> registry.requestCount(archive::equals) == 1);
        assertThat(answer).isNotDone();
        released.countDown();

        assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo(ARCHIVE);
    }

    @Test
    void closingEndsWhatIsHeld() {
        registry.faults().always(archive::equals, Fault.holdUntil(new CountDownLatch(1)));
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request(archive), BodyHandlers.ofByteArray());
        Awaitility.await().until(() -> registry.requestCount(archive::equals) == 1);

        registry.close();

        assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
    }

    @Test
    void oneCorruptByteIsCorruptInEveryRangeThatHoldsIt() throws Exception {
        registry.faults().always(archive::equals, Fault.corruptByteAt(3));

        byte[] whole = get(archive).body();
        byte[] range = client.send(
                        HttpRequest.newBuilder(uri(archive))
                                .header("Range", "bytes=3-4")
                                .build(),
                        BodyHandlers.ofByteArray())
                .body();

        assertThat(whole)
                .hasSize(10)
                .isNotEqualTo(ARCHIVE)
                .startsWith('0', '1', '2')
                .endsWith('4', '5', '6', '7', '8', '9');
        assertThat(range).containsExactly(whole[3], '4');
    }

    @Test
    void aDocumentCanBeReplacedAndAClientSentElsewhere() throws Exception {
        registry.faults().first(1, archive::equals, Fault.body(new byte[] {7}));
        registry.faults().first(1, archive::equals, Fault.redirect("/elsewhere"));
        registry.faults().first(1, archive::equals, Fault.answer(200, "text/html", "<html>"));

        assertThat(get(archive).body()).containsExactly(7);
        HttpResponse<byte[]> redirect = get(archive);
        assertThat(redirect.statusCode()).isEqualTo(302);
        assertThat(redirect.headers().firstValue("Location")).contains("/elsewhere");
        assertThat(get(archive).headers().firstValue("Content-Type")).contains("text/html");
    }

    @Test
    void aWrongSignatureIsAsLongAsARightOne() throws Exception {
        String path =
                archive.substring(0, archive.lastIndexOf('/')) + "/terraform-provider-sample_1.0.0_SHA256SUMS.sig";
        byte[] right = get(path).body();

        registry.faults().always(path::equals, Fault.wrongSignature());

        assertThat(get(path).body()).isNotEqualTo(right).hasSameSizeAs(right);
    }

    /** Read without an HTTP client: some drop the bytes that came before the cut, and some overlook the cut. */
    private String answerUpToTheCut() throws IOException {
        try (Socket socket = authority.clientContext().getSocketFactory().createSocket("127.0.0.1", registry.port())) {
            String request = "GET " + archive + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static byte[] readAll(InputStream body) {
        try {
            return body.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<byte[]> get(String path) throws Exception {
        return client.send(request(path), BodyHandlers.ofByteArray());
    }

    private HttpResponse<InputStream> open(String path) throws Exception {
        return client.send(request(path), BodyHandlers.ofInputStream());
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(uri(path)).build();
    }

    private URI uri(String path) {
        return URI.create("https://" + registry.hostname() + path);
    }
}
