package org.tfmirror;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.local.Fault;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.Scrape;

/** What Prometheus is told of a whole run, and that the dashboard, the alerts and the page about it tell of the same. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class MetricsTest {

    private static final Path OPERATIONS = Path.of("docs/operations");

    private static final Pattern LACKED_BY_NATIVE =
            Pattern.compile("\\bjvm_(gc|buffer)_\\w+|\\bjvm_memory_usage_after_gc");

    private final MirrorStack stack = MirrorStackResource.stack();
    private final AdminApi api = new AdminApi(stack.adminToken());

    @AfterEach
    void noFaults() {
        stack.registry().faults().clear();
    }

    /** One package that is mirrored after a passing fault and installed, and one that was tampered with. */
    private PackageId runOnce(String type) {
        PackageId good = stack.registry().publishSample("acme", type, "1.0.0", "linux_amd64");
        PackageId bad = stack.registry().publishSample("acme", type, "1.1.0", "linux_amd64");
        stack.registry().faults().first(1, stack.registry().metadataPath(good)::equals, Fault.status(503));
        stack.registry().faults().always(stack.registry().archivePath(bad)::equals, Fault.corruptByteAt(100));
        api.awaitEnd(api.submit(good));
        api.awaitEnd(api.submit(bad));
        String base = "/v1/providers/" + good.provider();
        given().get(base + "/index.json").then().statusCode(200);
        given().get(base + "/1.0.0.json").then().statusCode(200);
        given().redirects()
                .follow(false)
                .get(base + "/" + good.archiveName())
                .then()
                .statusCode(307);
        given().get(base + "/9.9.9.json").then().statusCode(404);
        return good;
    }

    @Test
    void aRunIsCountedByOutcomeAndKind() {
        Scrape before = Scrape.take();
        PackageId good = runOnce("counted");
        Scrape after = Awaitility.await()
                .until(Scrape::take, each -> each.value("tfmirror_slots_used") == 0); // the run's own end comes last

        assertThat(after.since(before, "tfmirror_jobs_finished_total", "outcome", "completed"))
                .isEqualTo(1);
        assertThat(after.since(before, "tfmirror_jobs_finished_total", "outcome", "failed"))
                .isEqualTo(1);
        assertThat(after.since(before, "tfmirror_items_finished_total", "outcome", "completed"))
                .isEqualTo(1);
        assertThat(after.since(before, "tfmirror_items_finished_total", "outcome", "failed"))
                .isEqualTo(1);
        assertThat(after.since(before, "tfmirror_item_failures_total", "code", "checksum_mismatch"))
                .isEqualTo(1);
        assertThat(after.since(before, "tfmirror_item_retries_total", "code", "registry_unavailable"))
                .isEqualTo(1);
        assertThat(after.since(before, "tfmirror_item_attempt_seconds_count", "outcome", "completed"))
                .isEqualTo(1);
        assertThat(after.since(before, "tfmirror_item_attempt_seconds_bucket", "le", "+Inf", "outcome", "retried"))
                .isEqualTo(1);
        assertThat(after.since(before, "tfmirror_downloaded_bytes_total"))
                .isGreaterThanOrEqualTo(
                        stack.registry().sentBytes(stack.registry().archivePath(good)));
        assertThat(after.since(before, "tfmirror_poll_seconds_count", "outcome", "reached"))
                .isPositive();
        assertThat(after.since(
                        before,
                        "tfmirror_mirror_requests_seconds_count",
                        "face",
                        "mirror",
                        "kind",
                        "index",
                        "outcome",
                        "served"))
                .isEqualTo(1);
        assertThat(after.since(
                        before,
                        "tfmirror_mirror_requests_seconds_count",
                        "face",
                        "mirror",
                        "kind",
                        "version",
                        "outcome",
                        "served"))
                .isEqualTo(1);
        assertThat(after.since(
                        before,
                        "tfmirror_mirror_requests_seconds_count",
                        "face",
                        "mirror",
                        "kind",
                        "version",
                        "outcome",
                        "not_found"))
                .isEqualTo(1);
        assertThat(after.since(
                        before,
                        "tfmirror_mirror_requests_seconds_count",
                        "face",
                        "mirror",
                        "kind",
                        "archive",
                        "outcome",
                        "redirected"))
                .isEqualTo(1);
    }

    @Test
    void gaugesTellTheStateOfThisReplicaAndOfTheQueue() {
        Scrape now = Scrape.take();

        assertThat(now.value("tfmirror_slots_limit")).isEqualTo(3);
        assertThat(now.value("tfmirror_store_outage")).isZero();
        assertThat(now.value("tfmirror_last_tick_timestamp_seconds")).isGreaterThan(1.7e9);
        for (String status : List.of("pending", "running")) {
            assertThat(now.value("tfmirror_jobs", "status", status)).isNotNegative(); // and not NaN
        }
        assertThat(now.value("tfmirror_items", "status", "downloading")).isNotNegative();
        assertThat(now.value("tfmirror_queue_oldest_seconds")).isNotNegative();
        assertThat(now.value("tfmirror_packages_untrusted")).isNotNegative();
        assertThat(now.value("tfmirror_packages_without_evidence")).isNotNegative();
        assertThat(now.names()).contains("tfmirror_jobs", "tfmirror_items", "tfmirror_queue_due_jobs");
    }

    @Test
    void noLabelNamesAJobOrAPackage() {
        PackageId good = runOnce("unnamed");

        assertThat(String.join("\n", Scrape.take().samples().keySet()))
                .doesNotContain(good.provider().type())
                .doesNotContain("acme");
    }

    @Test
    void theDashboardParsesAndAsksForWhatThereIs() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(read("grafana-dashboard.json"));
        runOnce("shown");

        assertThat(dashboard.path("title").asText()).isEqualTo("TF Mirror");
        assertThat(dashboard.path("panels")).hasSizeGreaterThan(10).allSatisfy(panel -> {
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.path("targets"))
                    .isNotEmpty()
                    .allSatisfy(target -> assertThat(
                                    Scrape.namesIn(target.path("expr").asText()))
                            .isNotEmpty());
        });
        assertThat(Scrape.take().names()).containsAll(Scrape.namesIn(dashboard.toString()));
    }

    @Test
    void theDashboardShowsEvidenceDemandAndSubscriptions() throws IOException {
        assertThat(Scrape.namesIn(read("grafana-dashboard.json")))
                .contains(
                        "tfmirror_packages_untrusted",
                        "tfmirror_packages_without_evidence",
                        "tfmirror_demand_documents_total",
                        "tfmirror_demand_clients_total",
                        "tfmirror_demand_refused_total",
                        "tfmirror_demand_delayed_total",
                        "tfmirror_subscriptions_behind",
                        "tfmirror_subscriptions_failing");
    }

    @Test
    void theAlertsParseAndAskForWhatThereIs() throws IOException {
        JsonNode rules = new ObjectMapper(new YAMLFactory()).readTree(read("prometheus-rules.yaml"));
        runOnce("alerted");
        Set<String> alerts = new HashSet<>();
        Set<String> asked = new HashSet<>();
        for (JsonNode rule : rules.path("groups").path(0).path("rules")) {
            assertThat(alerts.add(rule.path("alert").asText())).isTrue();
            asked.addAll(Scrape.namesIn(rule.path("expr").asText()));
            assertThat(rule.path("labels").path("severity").asText()).isIn("info", "warning", "critical");
            assertThat(rule.path("annotations").path("summary").asText()).isNotBlank();
            assertThat(rule.path("annotations").path("description").asText()).isNotBlank();
            assertThat(read("metrics.md")).contains("`" + rule.path("alert").asText() + "`");
        }

        assertThat(alerts).hasSizeGreaterThanOrEqualTo(8);
        assertThat(asked).hasSizeGreaterThanOrEqualTo(8);
        assertThat(Scrape.take().names()).containsAll(asked);
    }

    @Test
    void thePageAboutTheMetricsNamesThemAll() throws IOException {
        runOnce("told");
        Set<String> there = Scrape.take().names().stream()
                .map(name -> name.replaceAll("_(bucket|count|sum|max)$", ""))
                .collect(Collectors.toSet());

        assertThat(Scrape.namesIn(read("metrics.md"))).isEqualTo(there);
    }

    @Test
    void nothingDependsOnWhatANativeExecutableLacks() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(read("grafana-dashboard.json"));
        JsonNode rules = new ObjectMapper(new YAMLFactory()).readTree(read("prometheus-rules.yaml"));

        assertThat(dashboard.path("panels"))
                .allSatisfy(panel -> assertThat(panel.path("targets"))
                        .as(panel.path("title").asText())
                        .anyMatch(target -> !LACKED_BY_NATIVE
                                .matcher(target.path("expr").asText())
                                .find()));
        assertThat(rules.path("groups").path(0).path("rules"))
                .isNotEmpty()
                .noneMatch(rule ->
                        LACKED_BY_NATIVE.matcher(rule.path("expr").asText()).find());
        assertThat(given().get("/q/metrics").asString())
                .as("what a JVM has")
                .contains("jvm_memory_usage_after_gc", "jvm_gc_overhead", "jvm_buffer_count_buffers");
        assertThat(read("metrics.md"))
                .contains("`jvm_gc_pause_seconds`", "`jvm_gc_*`", "`jvm_buffer_*`", "`jvm_memory_usage_after_gc`");
    }

    private static String read(String name) throws IOException {
        return Files.readString(OPERATIONS.resolve(name));
    }
}
