package org.tfmirror.delivery;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.MirroredSamples;
import org.tfmirror.test.Packages;
import org.tfmirror.test.ProxyDelivery;
import org.tfmirror.test.Scrape;
import org.tfmirror.test.StalledClient;

/** More clients than archives may be sent at once, none of which reads unless it is told to. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
@TestProfile(ProxyDelivery.class)
class ManyClientsTest {

    /** More than what the buffers of two sockets hold. */
    private static final int SIZE = 24 * 1024 * 1024;

    private static byte[] archive = {};

    private final PackageId id =
            Packages.of(MirrorStackResource.stack().registry().hostname() + "/acme/crowd", "1.0.0", "linux_amd64");
    private final String path = MirroredSamples.archivePath(id);
    private final List<StalledClient> clients = new ArrayList<>();

    @BeforeEach
    void mirrorItOnce() {
        if (archive.length == 0) {
            archive = MirroredSamples.big(id, SIZE);
        }
        awaitMetric("tfmirror_delivery_active", 0);
    }

    @AfterEach
    void hangUp() {
        clients.forEach(StalledClient::close);
    }

    private static void awaitMetric(String name, int value) {
        Awaitility.await().until(() -> Scrape.take().value(name) == value);
    }

    private List<StalledClient> ask(int count) {
        List<StalledClient> asked = Stream.generate(() -> StalledClient.get(RestAssured.port, path))
                .limit(count)
                .toList();
        clients.addAll(asked);
        return asked;
    }

    private List<StalledClient> fill() {
        List<StalledClient> served = ask(ProxyDelivery.MAX_ARCHIVES);
        Awaitility.await().until(() -> served.stream().allMatch(StalledClient::isAnswered));
        return served;
    }

    private List<StalledClient> fillTheLine() {
        List<StalledClient> waiting = ask(ProxyDelivery.MAX_WAITING);
        awaitMetric("tfmirror_delivery_waiting", ProxyDelivery.MAX_WAITING);
        return waiting;
    }

    @Test
    void asManyAsMayAreServedAndTheOthersWaitWithoutAWord() {
        fill();
        List<StalledClient> waiting = fillTheLine();

        assertThat(waiting).noneMatch(StalledClient::isAnswered);
        assertThat(Scrape.take().value("tfmirror_delivery_active")).isEqualTo(ProxyDelivery.MAX_ARCHIVES);
    }

    @Test
    void noThreadIsHeldByAnyOfThem() {
        fill();
        fillTheLine();

        Awaitility.await().untilAsserted(() -> assertThat(threadsAtDelivery()).isEmpty());
    }

    private static List<Thread> threadsAtDelivery() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> Stream.of(each.getValue())
                        .anyMatch(frame -> frame.getClassName().startsWith("org.tfmirror.delivery.")
                                && !frame.getClassName().contains("Test")))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    void whatNeedsNoSlotIsAnsweredAllTheSame() {
        fill();
        fillTheLine();
        String tag = given().head(path).then().statusCode(200).extract().header("ETag");

        given().header("If-None-Match", tag).get(path).then().statusCode(304);
        given().header("Range", "bytes=99999999-").get(path).then().statusCode(416);
        given().get("/v1/providers/" + id.provider() + "/index.json").then().statusCode(200);
        given().get("/v1/providers/" + id.provider() + "/1.0.0.json").then().statusCode(200);
        given().get("/q/health").then().statusCode(200);
    }

    @Test
    void onlyAFullLineRefuses() {
        fill();
        fillTheLine();
        double before = Scrape.take().value("tfmirror_delivery_refused_total");

        given().get(path).then().statusCode(503).contentType("application/json").header("Retry-After", "30");

        assertThat(Scrape.take().value("tfmirror_delivery_refused_total")).isEqualTo(before + 1);
    }

    @Test
    void aClientThatLeavesInTheMiddleMakesRoomForTheNext() throws Exception {
        List<StalledClient> served = fill();
        StalledClient waiting = ask(1).get(0);
        awaitMetric("tfmirror_delivery_waiting", 1);

        served.get(2).close();

        assertThat(waiting.status()).isEqualTo(200);
        assertThat(waiting.read(archive.length)).isEqualTo(archive);
    }

    @Test
    void aClientThatIsDoneMakesRoomForTheNext() throws Exception {
        List<StalledClient> served = fill();
        StalledClient waiting = ask(1).get(0);
        awaitMetric("tfmirror_delivery_waiting", 1);

        assertThat(served.get(0).status()).isEqualTo(200);
        assertThat(served.get(0).read(archive.length)).isEqualTo(archive);

        assertThat(waiting.status()).isEqualTo(200);
    }

    @Test
    void aClientThatLeavesTheLineMakesRoomInIt() {
        fill();
        List<StalledClient> waiting = fillTheLine();

        waiting.get(1).close();

        awaitMetric("tfmirror_delivery_waiting", ProxyDelivery.MAX_WAITING - 1);
        ask(1);
        awaitMetric("tfmirror_delivery_waiting", ProxyDelivery.MAX_WAITING);
    }

    /** On one connection: two archives that are not read, a document beside them, and then one archive whole. */
    @Test
    void aStreamThatIsNotReadHoldsUpNoOtherOfItsConnection() throws Exception {
        Vertx vertx = Vertx.vertx();
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2MaxPoolSize(1)
                .setHttp2ConnectionWindowSize(2 * SIZE) // or the one stream would use up what both may send
                .setDefaultPort(RestAssured.port));
        try {
            HttpClientResponse stalled = get(client, path);
            HttpClientResponse first = get(client, path);

            HttpClientResponse document = get(client, "/v1/providers/" + id.provider() + "/index.json");
            assertThat(document.statusCode()).isEqualTo(200);

            var body = first.body().toCompletionStage().toCompletableFuture();
            first.resume();
            assertThat(body.get(60, TimeUnit.SECONDS).getBytes()).isEqualTo(archive);
            awaitMetric("tfmirror_delivery_active", 1);
            stalled.request().reset();
            awaitMetric("tfmirror_delivery_active", 0);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }

    /** An answer of which nothing is read yet. */
    private static HttpClientResponse get(HttpClient client, String path) throws Exception {
        return client.request(HttpMethod.GET, path)
                .compose(request -> request.send().onSuccess(HttpClientResponse::pause))
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }
}
