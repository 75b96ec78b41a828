package org.tfmirror.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfmirror.test.ConfigurationPage;
import org.tfmirror.test.Yaml;

/** docker/compose.yaml, and the script that makes what it needs, as far as they can be judged without Docker. */
class ComposeTest {

    private static final Path FOLDER = Path.of("docker");
    private static final Pattern SUBSTITUTED = Pattern.compile("(?<!\\$)\\$\\{([A-Z_]+)([^}]*)}");

    private static String text;
    private static JsonNode services;

    @BeforeAll
    static void read() throws IOException {
        text = Files.readString(FOLDER.resolve("compose.yaml"));
        services = Yaml.documents(text).get(0).path("services");
    }

    @Test
    void theApplicationIsToldByRealKeysAll() throws IOException {
        Set<String> told = Yaml.entries(application().path("environment")).keySet();
        List<String> required = ConfigurationPage.read().rows().stream()
                .filter(row -> row.value().equals("required"))
                .map(ConfigurationPage.Row::variable)
                .toList();

        assertThat(told).isSubsetOf(ConfigurationPage.read().variables()).containsAll(required);
    }

    @Test
    void noPasswordIsInItAndNoneIsLeftOut() {
        assertThat(services)
                .allSatisfy(service -> Yaml.entries(service.path("environment")).forEach((name, value) -> {
                    if (Pattern.compile("PASSWORD|SECRET").matcher(name).find()) {
                        assertThat(value).as(name).matches("\\$\\{[A-Z_]+:\\?.+}");
                    }
                }));
        assertThat(SUBSTITUTED.matcher(text).results())
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.group(2)).as(each.group(1)).startsWith(":?"));
    }

    @Test
    void theScriptMakesEverythingThatIsAskedFor(@TempDir Path folder) throws Exception {
        Set<String> asked =
                SUBSTITUTED.matcher(text).results().map(each -> each.group(1)).collect(Collectors.toSet());

        Map<String, String> made = prepared(folder.resolve("here"));

        assertThat(made.keySet()).isEqualTo(asked);
        assertThat(made.values()).doesNotHaveDuplicates().noneMatch(String::isBlank);
        assertThat(made.get("DATABASE_PASSWORD")).hasSizeGreaterThanOrEqualTo(32);
        assertThat(Files.getPosixFilePermissions(folder.resolve("here/.env")))
                .map(Enum::name)
                .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
        assertThat(Files.readString(folder.resolve("here/tls/tls.crt"))).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(Files.readString(folder.resolve("here/tls/tls.key"))).contains("PRIVATE KEY");
        assertThat(prepared(folder.resolve("here"))).as("the second time").isEqualTo(made);
        assertThat(prepared(folder.resolve("elsewhere")))
                .as("elsewhere")
                .doesNotContainEntry("DATABASE_PASSWORD", made.get("DATABASE_PASSWORD"));
    }

    @Test
    void everyServiceThatIsWaitedForIsThereAndCanBeWaitedFor() {
        assertThat(services)
                .allSatisfy(service -> service.path("depends_on").properties().forEach(each -> {
                    assertThat(services.has(each.getKey())).as(each.getKey()).isTrue();
                    if (each.getValue().path("condition").asText().equals("service_healthy")) {
                        assertThat(services.path(each.getKey()).has("healthcheck"))
                                .as(each.getKey())
                                .isTrue();
                    }
                }));
        assertThat(application().path("depends_on").properties())
                .map(Map.Entry::getKey)
                .containsExactlyInAnyOrder("postgres", "bucket", "keycloak");
    }

    @Test
    void theBucketAndTheIssuerAreTheSeededOnes() throws IOException {
        Map<String, String> told = Yaml.entries(application().path("environment"));
        String realm = Files.readString(FOLDER.resolve("keycloak/tf-mirror-realm.json"));

        assertThat(services.at("/bucket/entrypoint").toString())
                .contains("mc mb --ignore-existing store/" + told.get("TFMIRROR_STORAGE_BUCKET"))
                .contains("mc admin user add store "
                        + told.get("QUARKUS_S3_AWS_CREDENTIALS_STATIC_PROVIDER_ACCESS_KEY_ID"));
        String name = Yaml.documents(realm).get(0).path("realm").asText();
        assertThat(told.get("QUARKUS_OIDC_AUTH_SERVER_URL")).endsWith("/realms/" + name);
        assertThat(Yaml.entries(services.at("/keycloak/environment")).keySet())
                .containsAll(SUBSTITUTED
                        .matcher(realm)
                        .results()
                        .map(each -> each.group(1))
                        .toList());
    }

    @Test
    void theApplicationRunsAsTheImagesAreMeantTo() {
        assertThat(application().at("/build/dockerfile").asText())
                .satisfies(file -> assertThat(Path.of(file)).isRegularFile());
        assertThat(application().path("read_only").asBoolean()).isTrue();
        assertThat(Yaml.texts(application().path("tmpfs"))).containsExactly("/tmp:exec");
        assertThat(application().path("mem_limit").asText()).as("as in the pod").isEqualTo("640m");
        assertThat(Yaml.texts(application().path("cap_drop"))).containsExactly("ALL");
        assertThat(Yaml.texts(application().path("ports"))).allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    @Test
    void bothImagesRunWithoutRootAndStopInOrder() throws IOException {
        for (String name : List.of("Dockerfile.jvm", "Dockerfile.native")) {
            List<String> lines = Files.readAllLines(FOLDER.resolve(name));
            List<String> last = lines.subList(lastFrom(lines), lines.size());

            assertThat(last).as(name).anyMatch(line -> line.matches("USER [1-9][0-9]+:[1-9][0-9]+"));
            assertThat(last).as(name).contains("STOPSIGNAL SIGTERM");
            assertThat(last).as(name).anyMatch(line -> line.startsWith("ENTRYPOINT ["));
        }
    }

    /** Each by its own names: a native executable refuses {@code MaxRAMPercentage}. */
    @Test
    void bothImagesBoundTheHeapAndEndWithoutMemory() throws IOException {
        assertThat(entrypointOf("Dockerfile.jvm"))
                .contains("\"-XX:MaxRAMPercentage=70\"", "\"-XX:+ExitOnOutOfMemoryError\"")
                .doesNotContain("MaximumHeapSizePercent");
        assertThat(entrypointOf("Dockerfile.native"))
                .contains("\"-XX:MaximumHeapSizePercent=70\"", "\"-XX:+ExitOnOutOfMemoryError\"")
                .doesNotContain("MaxRAMPercentage");
    }

    private static String entrypointOf(String name) throws IOException {
        return Files.readAllLines(FOLDER.resolve(name)).stream()
                .filter(line -> line.startsWith("ENTRYPOINT ["))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theNativeImageMayBeBuiltForOlderProcessors() throws IOException {
        String file = Files.readString(FOLDER.resolve("Dockerfile.native"));

        assertThat(file).containsPattern("(?m)^ARG COMPATIBLE=$").contains("${COMPATIBLE:+-Dnative.compatibility}");
        assertThat(Files.readString(Path.of("pom.xml"))).contains("<name>!native.compatibility</name>");
    }

    @Test
    void theImagesAreBuiltFromWhatTheContextHolds() throws IOException {
        List<String> let = Files.readAllLines(Path.of(".dockerignore"));
        for (String name : List.of("Dockerfile.jvm", "Dockerfile.native")) {
            List<String> copied = Pattern.compile("^COPY (?!--from)(?:--chown=\\S+ )?(.+) \\S+$", Pattern.MULTILINE)
                    .matcher(Files.readString(FOLDER.resolve(name)))
                    .results()
                    .map(MatchResult::group)
                    .flatMap(line -> List.of(line.split(" ")).stream().skip(1))
                    .filter(word -> !word.startsWith("--") && !word.equals("./"))
                    .distinct()
                    .toList();

            assertThat(copied).as(name).isNotEmpty().allSatisfy(file -> {
                assertThat(Path.of(file)).exists();
                assertThat(let).contains("!" + file);
            });
        }
    }

    private static int lastFrom(List<String> lines) {
        int last = 0;
        for (int line = 0; line < lines.size(); line++) {
            if (lines.get(line).startsWith("FROM ")) {
                last = line;
            }
        }
        return last;
    }

    private static JsonNode application() {
        return services.path("tf-mirror");
    }

    /** Runs the script; what it put into .env. */
    private static Map<String, String> prepared(Path folder) throws IOException, InterruptedException {
        Process script = new ProcessBuilder("sh", FOLDER.resolve("prepare.sh").toString(), folder.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(script.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(script.waitFor()).as(said).isZero();
        return Files.readAllLines(folder.resolve(".env")).stream()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(each -> each[0], each -> each[1]));
    }
}
