package org.tfmirror.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.MirrorStackResource;

/** docs/admin-api.md is true: each of its requests is sent by {@code curl}, in their order, and answered as it says. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
@EnabledIf(value = "isCurlPresent", disabledReason = "curl is not on the PATH")
class AdminApiDocTest {

    private static final Path PAGE = Path.of("docs", "admin-api.md");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the page says of a provider of the public registry is tried with one of the test's own. */
    private static final Map<String, String> OURS = Map.of(
            "registry.terraform.io/hashicorp/random", MirrorStack.ORIGIN + "/hashicorp/random",
            "\"hashicorp/random\"", "\"" + MirrorStack.ORIGIN + "/hashicorp/random\"");

    /** Fields whose values are as on the page. */
    private static final Set<String> STEADY = Set.of(
            "status",
            "code",
            "type",
            "title",
            "progress",
            "paused",
            "total_items",
            "completed_items",
            "failed_items",
            "source",
            "version",
            "platform",
            "url",
            "field",
            "created_by",
            "blocked");

    private static final Set<String> MOVING = Set.of("status", "progress", "completed_items", "failed_items");

    /** A request with the status it shall have; what else it says; or a word to this test. */
    private static final Pattern STEP = Pattern.compile(
            "```sh\\n# (\\d{3})\\n(.+?)```(?:\\n\\n```json\\n(.+?)```)?|<!-- (wait until \\$JOB has ended) -->",
            Pattern.DOTALL);

    /** Puts the body into a file, and says the status. */
    private static final String CURL = "curl() { command curl -o \"$BODY\" -w '%{http_code}' \"$@\"; }\n";

    @TempDir
    Path folder;

    private String job = "";
    private String mirrored = "";

    static boolean isCurlPresent() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(each -> Files.isExecutable(Path.of(each, "curl")));
    }

    @AfterEach
    void resume() {
        api().request().post("/admin/api/processor/resume").then().statusCode(200);
    }

    @Test
    void everyRequestIsAnsweredAsThePageSays() throws Exception {
        for (String platform : List.of("linux_amd64", "linux_arm64")) {
            MirrorStackResource.stack().registry().publishSample("hashicorp", "random", "3.6.0", platform);
        }
        List<MatchResult> steps = STEP.matcher(Files.readString(PAGE)).results().toList();
        assertThat(steps).hasSizeGreaterThan(15);

        SoftAssertions page = new SoftAssertions(); // all that is wrong with it at once
        for (MatchResult step : steps) {
            if (step.group(4) != null) {
                api().awaitEnd(Long.parseLong(job));
            } else {
                send(page, step.group(2), Integer.parseInt(step.group(1)), step.group(3));
            }
        }
        page.assertAll();
    }

    @Test
    void everyRequestOfThePageIsSent() throws Exception {
        String page = Files.readString(PAGE);
        long inAll = Pattern.compile("^curl ", Pattern.MULTILINE)
                .matcher(page)
                .results()
                .count();
        long sent = STEP.matcher(page)
                .results()
                .filter(step -> step.group(4) == null)
                .count();

        assertThat(sent).isEqualTo(inAll);
    }

    private void send(SoftAssertions page, String command, int status, @Nullable String documented) throws Exception {
        Path body = folder.resolve("body");
        Files.deleteIfExists(body);
        ProcessBuilder shell = new ProcessBuilder("sh", "-euc", CURL + ours(command)).redirectErrorStream(true);
        shell.environment().putAll(variables(body));
        Process process = shell.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        String answered = Files.exists(body) ? Files.readString(body) : "";
        page.assertThat(said).as("%s%n%s", command, answered).isEqualTo("" + status);
        if (documented != null) {
            List<String> missing = new ArrayList<>();
            // A job that was just submitted may be further on than the page has it.
            compare(
                    "",
                    JSON.readTree(ours(documented)),
                    JSON.readTree(answered),
                    status == 202 ? MOVING : Set.of(),
                    missing);
            page.assertThat(missing).as("%s%n%s", command, answered).isEmpty();
        }
        if (status == 202) {
            job = JSON.readTree(answered).path("id").asText();
        }
        if (answered.startsWith("{\"providers\":[{")) {
            mirrored = JSON.readTree(answered).at("/providers/0/id").asText();
        }
    }

    private Map<String, String> variables(Path body) {
        Map<String, String> variables = new HashMap<>();
        variables.put("MIRROR", "http://localhost:" + RestAssured.port);
        variables.put("TOKEN", MirrorStackResource.stack().adminToken());
        variables.put("VIEWER", MirrorStackResource.stack().viewerToken());
        variables.put("JOB", job);
        variables.put("PACKAGE", mirrored);
        variables.put("BODY", body.toString());
        return variables;
    }

    /** Every field of the page is in the answer, with the same value where it is one that does not change. */
    private static void compare(String path, JsonNode page, JsonNode answer, Set<String> moving, List<String> missing) {
        for (Map.Entry<String, JsonNode> field : page.properties()) {
            String name = path + "/" + field.getKey();
            JsonNode found = answer.get(field.getKey());
            if (found == null) {
                missing.add(name);
            } else if (STEADY.contains(field.getKey())
                    && !moving.contains(field.getKey())
                    && !found.equals(field.getValue())) {
                missing.add(name + ": " + found);
            } else if (found.isArray() && !field.getValue().isEmpty() && found.isEmpty()) {
                missing.add(name + " is empty");
            } else if (found.isArray() && field.getValue().size() > 0) {
                compare(name, field.getValue().get(0), found.get(0), moving, missing);
            } else {
                compare(name, field.getValue(), found, moving, missing);
            }
        }
    }

    private static String ours(String text) {
        String replaced = text;
        for (Map.Entry<String, String> each : OURS.entrySet()) {
            replaced = replaced.replace(each.getKey(), each.getValue());
        }
        return replaced;
    }

    private static AdminApi api() {
        return new AdminApi(MirrorStackResource.stack().adminToken());
    }
}
