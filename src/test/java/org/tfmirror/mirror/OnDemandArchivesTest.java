package org.tfmirror.mirror;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vertx.core.http.HttpClientResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.job.demand.DemandedJobs;
import org.tfmirror.job.demand.DemandedJobs.Limits;
import org.tfmirror.local.Fault;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.local.SampleRegistry;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.Http2Connection;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.MirroredSamples;
import org.tfmirror.test.Packages;
import org.tfmirror.test.StalledClient;

/** Archives that come because a client asks for them, from the first request to the last byte. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class OnDemandArchivesTest {

    private static final int HELD_BACK = 64 * 1024;
    private static final int BIG = 1_000_000;

    @Inject
    DemandedJobs demanded;

    @Inject
    DataSource dataSource;

    private final MirrorStack stack = MirrorStackResource.stack();
    private final SampleRegistry origin = stack.registry();
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger served = new AtomicInteger();

    @AfterEach
    void release() {
        released.countDown();
        origin.faults().clear();
    }

    /** A package that its origin has, and its bytes. */
    private record Published(PackageId id, byte[] archive) {
        String path() {
            return MirroredSamples.archivePath(id);
        }
    }

    private Published publishBig(String type) {
        try {
            PackageId id = Packages.of(
                    MirrorStack.ORIGIN + "/" + MirrorStackResource.ON_DEMAND + "/" + type, "1.0.0", "linux_amd64");
            Path file = SamplePackages.writeBig(Files.createTempFile("big", ".zip"), id, BIG);
            byte[] archive = Files.readAllBytes(file);
            Files.delete(file);
            origin.publish(MirrorStackResource.ON_DEMAND, type, "1.0.0", "linux_amd64", archive);
            return new Published(id, archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Published publishSmall(String type) {
        PackageId id = origin.publishSample(MirrorStackResource.ON_DEMAND, type, "1.0.0", "linux_amd64");
        return new Published(id, SamplePackages.small(id));
    }

    private static Response get(String path) {
        return given().get(path);
    }

    private List<List<Object>> jobsOf(PackageId id) {
        return stack
                .query(
                        "select job.status, job.origin, job.asked_by, item.error_code from job join job_item item"
                                + " on item.job_id = job.id where item.type = ?",
                        id.provider().type())
                .stream()
                .map(row ->
                        row.stream().map(each -> (Object) String.valueOf(each)).toList())
                .toList();
    }

    private long archiveRequests(PackageId id) {
        return origin.requestCount(origin.archivePath(id)::equals);
    }

    @Test
    void anArchiveComesWithTheFirstRequest() throws IOException {
        Published wanted = publishBig("first" + ThreadLocalRandom.current().nextInt(1_000_000));

        Response answer = get(wanted.path());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asByteArray()).isEqualTo(wanted.archive());
        assertThat(answer.header("Content-Length")).isEqualTo("" + wanted.archive().length);
        assertThat(jobsOf(wanted.id())).containsExactly(List.of("completed", "on_demand", "127.0.0.1", "null"));
        assertThat(get(wanted.path()).asByteArray()).isEqualTo(wanted.archive());
        assertThat(archiveRequests(wanted.id())).isEqualTo(1);
        assertThat(stack.query(
                        "select actor, outcome from audit_entry where action = 'package.demand' and object = ?",
                        "package/%s/1.0.0/linux_amd64".formatted(wanted.id().provider())))
                .containsExactly(List.of("127.0.0.1", "done"));
    }

    @Test
    void aSmallArchiveComesWhenItIsVerified() {
        Published wanted = publishSmall("small");

        Response answer = get(wanted.path());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asByteArray()).isEqualTo(wanted.archive());
    }

    @Test
    void headIsAnsweredAtOnceAndMakesNothingCome() {
        Published wanted = publishSmall("head");

        Response head = given().head(wanted.path());

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isNull();
        assertThat(jobsOf(wanted.id())).isEmpty();
    }

    @Test
    void bytesFlowWhileTheOriginStillSendsAndTheLastAreHeldBack() throws IOException {
        Published wanted = publishBig("flowing");
        origin.faults().first(1, origin.archivePath(wanted.id())::equals, Fault.stallAfter(600_000, released));

        try (StalledClient client = StalledClient.get(RestAssured.port, wanted.path())) {
            assertThat(client.status()).isEqualTo(200);
            byte[] first = client.read(400_000);
            assertThat(first).isEqualTo(Arrays.copyOf(wanted.archive(), first.length));
            assertThat(stack.visibleKeys())
                    .noneMatch(key -> key.endsWith(wanted.id().archiveName()));
            released.countDown();
            byte[] rest = client.read(wanted.archive().length - first.length);
            assertThat(rest).isEqualTo(Arrays.copyOfRange(wanted.archive(), first.length, wanted.archive().length));
        }
    }

    @Test
    void anArchiveThatFailsAtItsEndCutsTheClientByAReset() throws IOException {
        Published wanted = publishBig("damaged");
        origin.faults()
                .always(origin.archivePath(wanted.id())::equals, Fault.corruptByteAt(wanted.archive().length - 10));

        try (StalledClient client = StalledClient.get(RestAssured.port, wanted.path())) {
            assertThat(client.status()).isEqualTo(200);
            client.read(wanted.archive().length - HELD_BACK - 1);
            assertThat(client.isReset()).isTrue();
        }
        assertThat(stack.visibleKeys())
                .noneMatch(key -> key.endsWith(wanted.id().archiveName()));
        assertThat(jobsOf(wanted.id()))
                .containsExactly(List.of("failed", "on_demand", "127.0.0.1", "checksum_mismatch"));
        long asked = archiveRequests(wanted.id());
        for (int i = 0; i < 5; i++) {
            assertThat(get(wanted.path()).statusCode()).isEqualTo(502);
        }
        assertThat(archiveRequests(wanted.id())).as("no storm").isEqualTo(asked);
        assertThat(jobsOf(wanted.id())).hasSize(1);
    }

    private void withoutLength(Published wanted, Fault fault) {
        origin.faults()
                .always(
                        origin.archivePath(wanted.id())::equals,
                        regular -> Fault.ofUnknownLength().apply(fault.apply(regular)));
    }

    private HttpResponse<InputStream> streamed(Published wanted) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + wanted.path()))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    @Test
    void anArchiveOfUnknownLengthIsReadAlongToo() throws Exception {
        Published wanted = publishBig("chunked");
        withoutLength(wanted, Fault.stallAfter(600_000, released));

        HttpResponse<InputStream> answer = streamed(wanted);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Length")).isEmpty();
        try (InputStream body = answer.body()) {
            byte[] first = body.readNBytes(400_000);
            released.countDown();
            assertThat(first).isEqualTo(Arrays.copyOf(wanted.archive(), first.length));
            assertThat(body.readAllBytes())
                    .isEqualTo(Arrays.copyOfRange(wanted.archive(), first.length, wanted.archive().length));
        }
    }

    @Test
    void anArchiveOfUnknownLengthThatFailsDoesNotEndInOrder() throws Exception {
        Published wanted = publishBig("chunkeddamaged");
        withoutLength(wanted, Fault.corruptByteAt(wanted.archive().length - 10));

        try (InputStream body = streamed(wanted).body()) {
            assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whoCannotTellThatAnAnswerOfUnknownLengthIsWholeWaits() throws IOException {
        Published wanted = publishBig("chunkedold");
        withoutLength(wanted, regular -> regular);

        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.getOutputStream()
                    .write(("GET " + wanted.path() + " HTTP/1.0\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).startsWith("HTTP/1.0 307").contains("X-Amz-Signature");
        }
    }

    @Test
    void overHttp2TheStreamIsResetAndNotTheConnection() {
        Published wanted = publishBig("damaged2");
        origin.faults()
                .always(origin.archivePath(wanted.id())::equals, Fault.corruptByteAt(wanted.archive().length - 10));
        Published other = publishSmall("sound2");

        try (Http2Connection connection = new Http2Connection()) {
            HttpClientResponse answer = connection.get(wanted.path());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> Http2Connection.rest(answer)).isInstanceOf(AssertionError.class);
            assertThat(connection.get(other.path()).statusCode()).isEqualTo(307);
            assertThat(connection.connections()).isEqualTo(1);
        }
    }

    @Test
    void afterATransferThatWasCutTheClientGetsTheRest() {
        Published wanted = publishBig("cut");
        // Without a validator the transfer cannot be resumed, so the item is tried again.
        origin.faults().first(1, origin.archivePath(wanted.id())::equals, regular -> {
            return Fault.cutBodyAfter(500_000)
                    .apply(Fault.header("ETag", "W/\"weak\"").apply(regular));
        });

        Response answer = get(wanted.path());

        assertThat(answer.asByteArray()).isEqualTo(wanted.archive());
        assertThat(archiveRequests(wanted.id())).isEqualTo(2);
    }

    @Test
    void aHundredClientsMakeOneDownload() {
        Published wanted = publishBig("crowd");
        origin.faults().first(1, origin.archivePath(wanted.id())::equals, Fault.holdUntil(released));

        List<Thread> clients = IntStream.range(0, 100)
                .mapToObj(i -> new Thread(() -> {
                    assertThat(get(wanted.path()).asByteArray()).isEqualTo(wanted.archive());
                    served.incrementAndGet();
                }))
                .toList();
        clients.forEach(Thread::start);
        Awaitility.await().until(() -> archiveRequests(wanted.id()) == 1);
        released.countDown();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> served.get() == 100);

        assertThat(archiveRequests(wanted.id())).isEqualTo(1);
        assertThat(jobsOf(wanted.id())).hasSize(1);
    }

    @Test
    void aClientThatLeavesDoesNotStopTheDownload() throws IOException {
        Published wanted = publishBig("left");
        origin.faults().first(1, origin.archivePath(wanted.id())::equals, Fault.stallAfter(600_000, released));

        try (StalledClient client = StalledClient.get(RestAssured.port, wanted.path())) {
            assertThat(client.status()).isEqualTo(200);
        }
        released.countDown();
        Awaitility.await()
                .until(() -> stack.visibleKeys().stream()
                        .anyMatch(key -> key.endsWith(wanted.id().archiveName())));
    }

    @Test
    void aRangeIsIgnoredOnAMiss() {
        Published wanted = publishBig("ranged");

        Response answer = given().header("Range", "bytes=10-19").get(wanted.path());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asByteArray()).isEqualTo(wanted.archive());
    }

    @Test
    void whatTheOriginDoesNotHaveIsNotMirrored() {
        PackageId id = Packages.of(
                MirrorStack.ORIGIN + "/" + MirrorStackResource.ON_DEMAND + "/nothing", "1.0.0", "linux_amd64");

        Response answer = get(MirroredSamples.archivePath(id));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(new String(answer.asByteArray(), StandardCharsets.UTF_8))
                .isEqualTo("{\"errors\":[\"not mirrored\"]}");
    }

    @Test
    void whatIsNotAllowedOrDeniedIsAskedOfNobody() {
        PackageId denied = origin.publishSample(MirrorStackResource.ON_DEMAND, "denied", "1.0.0", "linux_amd64");
        PackageId other = origin.publishSample("acme", "undemanded", "1.0.0", "linux_amd64");
        long before = origin.requests().size();

        for (PackageId each : List.of(denied, other)) {
            assertThat(get(MirroredSamples.archivePath(each)).statusCode()).isEqualTo(404);
            assertThat(given().head(MirroredSamples.archivePath(each)).statusCode())
                    .isEqualTo(404);
        }
        assertThat(origin.requests()).hasSize((int) before);
    }

    @Test
    void whatWasQueuedUnderAnotherPolicyDoesNotCome() throws SQLException {
        PackageId id = origin.publishSample("acme", "nolonger", "1.0.0", "linux_amd64");
        try (Connection connection = dataSource.getConnection()) {
            demanded.make(connection, id, "192.0.2.1", new Limits(1, Long.MAX_VALUE), null);
        }

        Awaitility.await()
                .untilAsserted(() -> assertThat(jobsOf(id))
                        .containsExactly(List.of("failed", "on_demand", "192.0.2.1", "not_allowed")));
        assertThat(origin.requestCount(path -> path.contains("/nolonger/"))).isZero();
    }

    @Test
    void jobsMadeOnDemandAreSaidToBeAndFound() {
        Published wanted = publishSmall("seen");
        get(wanted.path());

        Response found = given().auth()
                .oauth2(stack.viewerToken())
                .get("/admin/api/jobs?origin=on_demand&asked_by=127.0.0.1&limit=1");
        assertThat(found.jsonPath().getString("jobs[0].origin")).isEqualTo("on_demand");
        assertThat(found.jsonPath().getString("jobs[0].asked_by")).isEqualTo("127.0.0.1");
        assertThat(given().auth()
                        .oauth2(stack.viewerToken())
                        .get("/admin/api/jobs?origin=nobody")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aPackageThatIsBlockedDoesNotComeAgain() {
        Published wanted = publishSmall("blocked");
        get(wanted.path());
        stack.query("update mirrored_package set blocked = true where type = 'blocked' returning id");

        assertThat(get(wanted.path()).statusCode()).isEqualTo(404);
        assertThat(jobsOf(wanted.id())).hasSize(1);
    }
}
