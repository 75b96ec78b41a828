package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.ReplicaExtension;

/** The packaged application sends traces to the collector it is given, and its log is JSON with the ids of what it is about. */
class TraceIT {

    @RegisterExtension
    static final ReplicaExtension replicas = new ReplicaExtension();

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final HttpServer collector = collector();

    private HttpServer collector() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void collect() {
        collector.createContext("/", this::receive);
        collector.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        // Protocol buffers hold texts as they are, so what is in them can be looked for.
        received.add(exchange.getRequestURI() + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    @AfterEach
    void end() {
        collector.stop(0);
    }

    @Test
    void aJobIsATraceAndItsLinesCarryItsIds() throws Exception {
        PackageId id = replicas.registry().publishSample("acme", "traced", "1.0.0", "linux_amd64");
        long job;
        String log;
        try (PackagedApplication on = replicas.replica()
                .with(
                        "tfmirror.traces.endpoint",
                        "http://127.0.0.1:" + collector.getAddress().getPort())
                .with("quarkus.log.console.json.enabled", "true")
                .start()) {
            AdminApi api = replicas.api(on);
            job = api.submit(id);
            api.awaitEnd(job);
            log = on.log();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> received.stream().anyMatch(each -> each.contains("tfmirror.run.outcome")));
        }
        String all = String.join("\n", received);
        assertThat(all)
                .contains("/v1/traces")
                .contains("tf-mirror")
                .contains(id.toString())
                .contains("tfmirror.item.outcome")
                .doesNotContain("/admin/api")
                .doesNotContain("/q/health")
                .doesNotContain(replicas.stack().s3().secretKey());
        JsonNode line = lineOf(log, "item completed");
        assertThat(line.path("mdc").path("job").asText()).isEqualTo(Long.toString(job));
        assertThat(line.path("mdc").path("item").asText()).matches("[0-9]+");
        assertThat(line.path("mdc").path("traceId").asText()).matches("[0-9a-f]{32}");
    }

    private static JsonNode lineOf(String log, String message) throws IOException {
        for (String line : log.split("\n")) {
            if (line.contains(message)) {
                return new ObjectMapper().readTree(line);
            }
        }
        throw new AssertionError(log);
    }
}
