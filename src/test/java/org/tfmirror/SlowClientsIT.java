package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.ReplicaExtension;
import org.tfmirror.test.Scrape;
import org.tfmirror.test.StalledClient;

/** Clients that read nothing of a large archive: they cost a replica little, and other clients nothing. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "/proc tells what a replica takes")
class SlowClientsIT {

    private static final int CLIENTS = 1_000;
    private static final int AT_ONCE = 32;
    private static final long SIZE = 158_000_000;
    private static final int PROBES = 101;

    /** Ten times the median of an idle replica, and what a busy machine may add. */
    private static final int SLOWER = 10;

    private static final double NOISE_MILLIS = 200;

    private static final long MOST_MEMORY = 128_000_000;
    private static final int MOST_THREADS = 24;
    private static final Duration LONG = Duration.ofMinutes(3);

    @RegisterExtension
    static final ReplicaExtension replicas = new ReplicaExtension();

    @TempDir
    Path folder;

    /** What a replica takes, and how fast it answers. */
    private record Figures(long memory, long threads, double live, double ready, double index) {

        static Figures of(PackagedApplication replica, String index) throws Exception {
            return new Figures(
                    Objects.requireNonNull(replica.memory("VmRSS")),
                    Objects.requireNonNull(replica.threads()),
                    median(replica, "/q/health/live"),
                    median(replica, "/q/health/ready"),
                    median(replica, index));
        }

        private static double median(PackagedApplication replica, String path) throws InterruptedException {
            double[] millis = new double[PROBES];
            for (int i = 0; i < PROBES; i++) {
                long start = System.nanoTime();
                assertThat(replica.probe(path)).hasValue(200);
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
            Arrays.sort(millis);
            return millis[PROBES / 2];
        }

        void print(String when) {
            System.out.printf(
                    "%s: %d MB resident, %d threads; median of live %.1f ms, ready %.1f ms, index.json %.1f ms%n",
                    when, memory / 1_000_000, threads, live, ready, index);
        }
    }

    private PackageId mirror(AdminApi api, String type, long size) throws IOException {
        PackageId id = replicas.stack().publishBig(folder, type, size);
        assertThat(api.awaitEnd(api.submit(id)).getString("status")).isEqualTo("completed");
        return id;
    }

    private static void awaitMetric(PackagedApplication replica, String name, double value) {
        Awaitility.await()
                .atMost(LONG)
                .until(() -> Scrape.take(replica.baseUri()).value(name) == value);
    }

    @Test
    void aThousandOfThemHoldUpNobodyElse() throws Exception {
        try (PackagedApplication replica = replicas.largeReplica()
                .with("tfmirror.delivery", "proxy")
                .with("tfmirror.delivery.stall-timeout", "1h")
                .start()) {
            AdminApi api = replicas.api(replica);
            PackageId id = mirror(api, "large", SIZE);
            String base = "/v1/providers/" + id.provider();
            Figures.of(replica, base + "/index.json"); // to warm up
            Figures idle = Figures.of(replica, base + "/index.json");
            idle.print("idle");
            List<StalledClient> clients = new ArrayList<>();
            try {
                for (int i = 0; i < CLIENTS; i++) {
                    clients.add(StalledClient.get(replica.baseUri().getPort(), base + "/" + id.archiveName()));
                }
                awaitMetric(replica, "tfmirror_delivery_active", AT_ONCE);
                awaitMetric(replica, "tfmirror_delivery_waiting", CLIENTS - AT_ONCE);
                Awaitility.await().atMost(LONG).until(() -> answered(clients) == AT_ONCE);

                Figures busy = Figures.of(replica, base + "/index.json");
                busy.print("with 1,000 clients");
                assertThat(busy.memory() - idle.memory()).isLessThan(MOST_MEMORY);
                assertThat(busy.live()).isLessThan(SLOWER * idle.live() + NOISE_MILLIS);
                assertThat(busy.ready()).isLessThan(SLOWER * idle.ready() + NOISE_MILLIS);
                assertThat(busy.index()).isLessThan(SLOWER * idle.index() + NOISE_MILLIS);
                mirror(api, "beside", 1_000_000);
                Awaitility.await()
                        .atMost(LONG)
                        .untilAsserted(() -> assertThat(Objects.requireNonNull(replica.threads()))
                                .isLessThan(idle.threads() + MOST_THREADS));
                assertThat(replica.log()).doesNotContain("ERROR").doesNotContain("WARN");
            } finally {
                clients.forEach(StalledClient::close);
            }
            awaitMetric(replica, "tfmirror_delivery_waiting", 0);
            awaitMetric(replica, "tfmirror_delivery_active", 0);
            Figures.of(replica, base + "/index.json").print("after them");
        }
    }

    private static long answered(List<StalledClient> clients) {
        return clients.stream().filter(StalledClient::isAnswered).count();
    }

    @Test
    void oneThatReadsNothingIsCutOffAndTheNextServed() throws Exception {
        try (PackagedApplication replica = replicas.replica()
                .with("tfmirror.delivery", "proxy")
                .with("tfmirror.delivery.max-archives", "1")
                .with("tfmirror.delivery.stall-timeout", "1s")
                .start()) {
            PackageId id = mirror(replicas.api(replica), "stalled", 40_000_000);
            String path = "/v1/providers/" + id.provider() + "/" + id.archiveName();
            try (StalledClient stalled = StalledClient.get(replica.baseUri().getPort(), path)) {
                Awaitility.await().atMost(LONG).until(stalled::isAnswered);

                try (StalledClient next = StalledClient.get(replica.baseUri().getPort(), path)) {
                    assertThat(next.status()).isEqualTo(200);
                }
                assertThat(stalled.isReset()).isTrue();
                awaitMetric(replica, "tfmirror_delivery_slow_total", 1);
                assertThat(replica.log()).contains("the client was too slow");
            }
        }
    }

    @Test
    void aStreamThatIsCutOffLeavesItsConnectionToTheOthers() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (PackagedApplication replica = replicas.largeReplica()
                .with("tfmirror.delivery", "proxy")
                .with("tfmirror.delivery.stall-timeout", "1s")
                .start()) {
            PackageId id = mirror(replicas.api(replica), "stream", 40_000_000);
            HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false)
                    .setHttp2MaxPoolSize(1)
                    .setHttp2ConnectionWindowSize(1_000_000)
                    .setDefaultPort(replica.baseUri().getPort()));
            String base = "/v1/providers/" + id.provider();

            HttpClientResponse stalled = get(client, base + "/" + id.archiveName());
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            stalled.exceptionHandler(end::complete);

            assertThat(end.get(LONG.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(StreamResetException.class);
            HttpClientResponse document = get(client, base + "/index.json");
            assertThat(document.statusCode()).isEqualTo(200);
            assertThat(document.request().connection())
                    .isSameAs(stalled.request().connection());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(LONG.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** An answer of which nothing is read. */
    private static HttpClientResponse get(HttpClient client, String path) throws Exception {
        return client.request(HttpMethod.GET, path)
                .compose(request -> request.send().onSuccess(HttpClientResponse::pause))
                .toCompletionStage()
                .toCompletableFuture()
                .get(LONG.toSeconds(), TimeUnit.SECONDS);
    }
}
