package org.tfmirror.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.configuration.DurationConverter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.test.ConfigurationPage;
import org.tfmirror.test.Yaml;

/** What Kubernetes would be given, as far as it can be judged without a cluster. */
@EnabledIf(value = "isKubectlPresent", disabledReason = "kubectl is not on the PATH")
class KustomizeTest {

    private static final Path FOLDER = Path.of("docker", "kubernetes");
    private static final Path OVERLAYS = FOLDER.resolve("overlays");
    private static final Path PRODUCTION = OVERLAYS.resolve("production");

    /** Beyond worker-shutdown, the end takes so long at most. */
    private static final Duration REST = Duration.ofSeconds(5);

    /** Resident memory of a native executable as measured: MiB at the peak of one job, and for each more at once. */
    private static final int NATIVE_PEAK = 215;

    private static final int NATIVE_JOB = 18;

    private static final List<Rendering> RENDERINGS = new ArrayList<>();

    @BeforeAll
    static void renderEveryOverlay() throws Exception {
        try (Stream<Path> overlays = Files.list(OVERLAYS)) {
            for (Path overlay : (Iterable<Path>) overlays.sorted()::iterator) {
                RENDERINGS.add(Rendering.of(overlay));
            }
        }
    }

    static boolean isKubectlPresent() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
    }

    static List<Rendering> renderings() {
        return RENDERINGS;
    }

    @Test
    void thereIsOneForTryingOutAndOneForProduction() {
        assertThat(RENDERINGS).hasSize(2).map(Rendering::toString).containsExactly("tf-mirror-dev", "tf-mirror");
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void theProbesAskTheirOwnPathsAtThePortThatIsOpen(Rendering rendering) {
        JsonNode container = rendering.container();
        Map<String, String> paths =
                Map.of("startupProbe", "started", "livenessProbe", "live", "readinessProbe", "ready");

        assertThat(container.at("/ports/0/name").asText()).isEqualTo("http");
        assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(8080);
        assertThat(rendering.environment()).doesNotContainKey("QUARKUS_HTTP_PORT");
        paths.forEach((probe, path) -> {
            JsonNode asked = container.path(probe).path("httpGet");
            assertThat(asked.path("path").asText()).isEqualTo("/q/health/" + path);
            assertThat(asked.path("port").asText()).isEqualTo("http");
        });
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void theGracePeriodIsLongerThanAllThatAnEndMayTake(Rendering rendering) throws IOException {
        Duration workers = DurationConverter.parseDuration(rendering
                .environment()
                .getOrDefault("TFMIRROR_PROCESSOR_WORKER_SHUTDOWN", defaultOf("tfmirror.processor.worker-shutdown")));
        Duration preStop = Duration.ofSeconds(
                rendering.container().at("/lifecycle/preStop/sleep/seconds").asLong());
        Duration grace = Duration.ofSeconds(
                rendering.pod().path("terminationGracePeriodSeconds").asLong());

        assertThat(grace).isGreaterThan(workers.plus(REST).plus(preStop));
    }

    private static String defaultOf(String name) throws IOException {
        return ConfigurationPage.read().rowsOf(name).get(0).value();
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void everyVariableIsARealKey(Rendering rendering) throws IOException {
        assertThat(rendering.environment().keySet())
                .isNotEmpty()
                .isSubsetOf(ConfigurationPage.read().variables());
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void everyRequiredKeyIsGiven(Rendering rendering) throws IOException {
        List<String> required = ConfigurationPage.read().rows().stream()
                .filter(row -> row.value().equals("required"))
                .map(ConfigurationPage.Row::variable)
                .toList();

        assertThat(rendering.environment().keySet()).containsAll(required);
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void noSecretIsInIt(Rendering rendering) {
        assertThat(rendering.find("Secret")).isEmpty();
        assertThat(rendering.configuration().keySet())
                .noneMatch(name -> Pattern.compile("PASSWORD|SECRET|USERNAME|ACCESS_KEY")
                        .matcher(name)
                        .find());
        rendering.container().path("env").forEach(each -> {
            assertThat(each.has("value")).as(each.toString()).isFalse();
            assertThat(each.at("/valueFrom/secretKeyRef/name").asText()).startsWith("tf-mirror-");
        });
        // User information in a URL would be one, too.
        assertThat(rendering.text()).doesNotContainPattern("://[^/\\s]*@");
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void theContainerMayDoNothingBeyondItsWork(Rendering rendering) {
        JsonNode pod = rendering.pod();
        JsonNode security = rendering.container().path("securityContext");

        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(security.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(Yaml.texts(security.at("/capabilities/drop"))).containsExactly("ALL");
        assertThat(rendering.container().at("/volumeMounts/0/mountPath").asText())
                .isEqualTo("/tmp");
        assertThat(pod.at("/volumes/0").has("emptyDir")).isTrue();
        assertThat(pod.at("/volumes/0/name")).isEqualTo(rendering.container().at("/volumeMounts/0/name"));
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void memoryIsLimitedAndCpuIsAskedFor(Rendering rendering) {
        JsonNode resources = rendering.container().path("resources");

        assertThat(resources.at("/limits/memory").asText())
                .isNotBlank()
                .isEqualTo(resources.at("/requests/memory").asText());
        assertThat(resources.at("/requests/cpu").asText()).isNotBlank();
        assertThat(resources.path("limits").has("cpu")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void everySelectorFindsThePods(Rendering rendering) {
        List<JsonNode> selectors = new ArrayList<>();
        selectors.add(rendering.get("Deployment").at("/spec/selector/matchLabels"));
        selectors.add(rendering.get("Service").at("/spec/selector"));
        rendering.find("PodDisruptionBudget").ifPresent(each -> selectors.add(each.at("/spec/selector/matchLabels")));
        rendering.find("NetworkPolicy").ifPresent(each -> selectors.add(each.at("/spec/podSelector/matchLabels")));
        rendering
                .pod()
                .path("topologySpreadConstraints")
                .forEach(each -> selectors.add(each.at("/labelSelector/matchLabels")));

        assertThat(selectors).allSatisfy(selector -> {
            assertThat(Yaml.entries(selector)).isNotEmpty();
            assertThat(rendering.podLabels()).containsAllEntriesOf(Yaml.entries(selector));
        });
    }

    @Test
    void aRolloutNeverTakesAReplicaBeforeANewOneIsReady() {
        assertThat(RENDERINGS).allSatisfy(rendering -> {
            JsonNode strategy = rendering.get("Deployment").at("/spec/strategy/rollingUpdate");
            assertThat(strategy.path("maxUnavailable").asInt(-1)).isZero();
            assertThat(strategy.path("maxSurge").asInt()).isPositive();
        });
    }

    @Test
    void productionIsScaledKeptUpAndWatched() throws Exception {
        Rendering production = Rendering.of(PRODUCTION);
        JsonNode scaler = production.get("HorizontalPodAutoscaler").path("spec");

        assertThat(scaler.at("/scaleTargetRef/kind").asText()).isEqualTo("Deployment");
        assertThat(scaler.at("/scaleTargetRef/name"))
                .isEqualTo(production.get("Deployment").at("/metadata/name"));
        assertThat(scaler.path("minReplicas").asInt()).isGreaterThan(1);
        assertThat(production.get("Deployment").path("spec").has("replicas"))
                .as("which would fight the autoscaler")
                .isFalse();
        assertThat(production
                        .get("PodDisruptionBudget")
                        .at("/spec/maxUnavailable")
                        .asInt())
                .isPositive();
        JsonNode monitor = production.get("ServiceMonitor").path("spec");
        assertThat(monitor.at("/endpoints/0/path").asText()).isEqualTo("/q/metrics");
        assertThat(monitor.at("/endpoints/0/port"))
                .isEqualTo(production.get("Service").at("/spec/ports/0/name"));
        assertThat(Yaml.entries(production.get("Service").at("/metadata/labels")))
                .containsAllEntriesOf(Yaml.entries(monitor.at("/selector/matchLabels")));
    }

    @Test
    void productionIsReachedOverTlsAndOnlyWhereClientsGo() throws Exception {
        JsonNode ingress = Rendering.of(PRODUCTION).get("Ingress").path("spec");

        assertThat(ingress.at("/tls/0/secretName").asText()).isNotBlank();
        assertThat(Yaml.texts(ingress.at("/tls/0/hosts")))
                .containsExactly(ingress.at("/rules/0/host").asText());
        assertThat(Yaml.elements(ingress.at("/rules/0/http/paths")))
                .map(each -> each.path("path").asText())
                .containsExactlyInAnyOrder("/v1/providers/", "/admin/api/");
    }

    @Test
    void theNetworkPolicyLetsOutOnlyWhatIsNeeded() throws Exception {
        JsonNode policy = Rendering.of(PRODUCTION).get("NetworkPolicy").path("spec");
        List<Integer> ports = new ArrayList<>();
        policy.path("egress").forEach(rule -> {
            assertThat(rule.path("to").size()).as("a rule to somewhere").isPositive();
            rule.path("ports").forEach(port -> ports.add(port.path("port").asInt()));
        });

        assertThat(Yaml.texts(policy.path("policyTypes"))).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(Set.copyOf(ports)).containsExactlyInAnyOrder(53, 5432, 443);
        assertThat(policy.toString()).contains("169.254.0.0/16").contains("10.0.0.0/8");
        policy.path("ingress")
                .forEach(rule -> assertThat(rule.path("from").size()).isPositive());
    }

    @Test
    void theQueueMayScaleItInstead(@TempDir Path folder) throws Exception {
        JsonNode metrics = with("queue-depth", "production", folder)
                .get("HorizontalPodAutoscaler")
                .at("/spec/metrics");

        assertThat(metrics).hasSize(1);
        assertThat(metrics.at("/0/type").asText()).isEqualTo("External");
        assertThat(metrics.at("/0/external/metric/name").asText()).isEqualTo("tfmirror_queue_due_jobs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"development", "production"})
    void aNativeExecutableNeedsLessAndIsAskedSooner(String overlay, @TempDir Path folder) throws Exception {
        JsonNode usual = Rendering.of(OVERLAYS.resolve(overlay)).container();
        Rendering rendering = with("native", overlay, folder);
        JsonNode container = rendering.container();
        int jobs = Integer.parseInt(rendering.configuration().get("TFMIRROR_PROCESSOR_MAX_CONCURRENT_JOBS"));

        int peak = NATIVE_PEAK + (jobs - 1) * NATIVE_JOB;
        assertThat(mebibytes(container.at("/resources/limits/memory")))
                .isEqualTo(mebibytes(container.at("/resources/requests/memory")))
                .isBetween(peak * 5 / 4, 640);
        assertThat(container.at("/startupProbe/periodSeconds").asInt()).isEqualTo(1);
        assertThat(patienceOf(container)).isEqualTo(patienceOf(usual));
        assertThat(container.path("livenessProbe")).isEqualTo(usual.path("livenessProbe"));
        assertThat(container.path("securityContext")).isEqualTo(usual.path("securityContext"));
    }

    /** For how long a start may take, which with migrations has little to do with the executable. */
    private static int patienceOf(JsonNode container) {
        JsonNode probe = container.path("startupProbe");
        return probe.path("periodSeconds").asInt()
                * probe.path("failureThreshold").asInt();
    }

    private static int mebibytes(JsonNode memory) {
        assertThat(memory.asText()).endsWith("Mi");
        return Integer.parseInt(memory.asText().replace("Mi", ""));
    }

    private static Rendering with(String component, String overlay, Path folder) throws Exception {
        Path made = Files.createDirectories(folder.resolve("overlay"));
        copy(FOLDER, Files.createDirectories(folder.resolve("kubernetes")));
        Files.writeString(made.resolve("kustomization.yaml"), """
                resources: [../kubernetes/overlays/%s]
                components: [../kubernetes/components/%s]
                """.formatted(overlay, component));
        return Rendering.of(made);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}
