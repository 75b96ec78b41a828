package org.tfmirror.admin.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.tfmirror.subscription.Samples.every;
import static org.tfmirror.subscription.Samples.selection;
import static org.tfmirror.test.Problems.assertProblem;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.command.subscription.SubscriptionCommands;
import org.tfmirror.command.subscription.SubscriptionResults;
import org.tfmirror.command.subscription.SubscriptionResults.Finding;
import org.tfmirror.command.subscription.SubscriptionResults.Result;
import org.tfmirror.submission.SubscriptionFileParser;
import org.tfmirror.subscription.AppliedFile.Verdict;
import org.tfmirror.subscription.SubscriptionRuns.Run;
import org.tfmirror.subscription.SubscriptionSpec;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.Packages;
import org.tfmirror.test.StackSql;

/** Subscriptions from the outside: from a PUT to packages in the mirror, and files of them. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class SubscriptionApiTest {

    private static final String API = "/admin/api/subscriptions";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final MirrorStack stack = MirrorStackResource.stack();
    private final AdminApi api = new AdminApi(stack.adminToken());

    @Inject
    SubscriptionCommands commands;

    @Inject
    SubscriptionFileParser files;

    @Inject
    SubscriptionResults results;

    @AfterEach
    void forget() {
        StackSql.update("delete from subscription");
        StackSql.update("delete from subscription_file");
    }

    private String source(String type) {
        return stack.registry().hostname() + "/acme/" + type;
    }

    private void publish(String type, String... versions) {
        for (String version : versions) {
            stack.registry().publishSample("acme", type, version, "linux_amd64");
        }
    }

    private static Map<String, Object> wanting(String source, String versions) {
        return Map.of(
                "source", source, "versions", List.of(versions), "platforms", List.of("linux_amd64"), "newest", 2);
    }

    private Response put(String name, Map<String, Object> body) {
        return api.request().contentType("application/json").body(body).put(API + "/" + name);
    }

    private JsonPath get(String path) {
        return api.get(API + "/" + path).jsonPath();
    }

    private void awaitRuns(String name, int count) {
        await().atMost(PATIENCE).until(() -> get(name).getList("runs").size() >= count);
    }

    private Response load(String file) {
        return api.request()
                .multiPart("file", "subscriptions.hcl", file.getBytes(StandardCharsets.UTF_8))
                .post(API + "/load");
    }

    private Verdict apply(String file) throws Exception {
        SubscriptionFileParser.Parsed parsed = files.parse(file);
        return commands.applyFile(Objects.requireNonNull(parsed.revision()), file, parsed.specs());
    }

    private String block(String name, String type) {
        return """
                subscription "%s" {
                  cron      = "0 3 * * MON-FRI"
                  time_zone = "Europe/Berlin"
                  provider "%s" {
                    versions  = ["~> 1.0"]
                    platforms = ["linux_amd64"]
                  }
                }
                """.formatted(name, source(type));
    }

    @Test
    void whatIsNewComesByItself() {
        publish("kept", "1.0.0", "1.1.0", "1.2.0", "2.0.0");
        Response created = put("kept", Map.of("every", "6h", "providers", List.of(wanting(source("kept"), "~> 1.0"))));
        assertThat(created.statusCode()).as(created.asString()).isEqualTo(200);
        assertThat(created.jsonPath().getString("every")).isEqualTo("6h");

        awaitRuns("kept", 1);
        JsonPath first = get("kept");
        assertThat(first.getString("last_outcome")).isEqualTo("submitted");
        assertThat(first.getInt("runs[0].new_packages")).isEqualTo(2);
        JsonPath job = api.awaitEnd(first.getLong("last_job_id"));
        assertThat(job.getString("status")).isEqualTo("completed");
        assertThat(job.getString("created_by")).isEqualTo("system");
        assertThat(job.getList("items.version")).containsExactly("1.2.0", "1.1.0");
        assertThat(get("kept").getInt("behind")).isZero();
        assertThat(
                        StackSql.number(
                                "select count(*) from audit_entry where action = 'job.submit' and detail like 'subscription=kept%'"))
                .isEqualTo(1);

        JsonPath plan = get("kept/plan");
        assertThat(plan.getInt("total_packages")).isZero();
        assertThat(plan.getList("unknown")).isEmpty();
        assertThat(plan.getList("next_runs")).hasSize(2);

        api.request().post(API + "/kept/run").then().statusCode(200);
        awaitRuns("kept", 2);
        JsonPath second = get("kept");
        assertThat(second.getString("last_outcome")).isEqualTo("nothing_new");
        assertThat(second.getString("runs[0].requested_by")).isNotBlank();
        assertThat((Object) second.get("last_job_id")).isNull();
    }

    @Test
    void aPlanSaysWhatItDoesNotKnow() {
        put("planned", Map.of("cron", "0 3 * * *", "providers", List.of(wanting(source("never-asked"), "~> 1.0"))));

        JsonPath plan = get("planned/plan");

        assertThat(plan.getString("unknown[0].source")).isEqualTo(source("never-asked"));
        assertThat(plan.getString("unknown[0].reason")).contains("has never answered");
        assertThat(plan.getInt("behind")).isZero();
    }

    @Test
    void puttingTheSameAgainChangesNothing() {
        Map<String, Object> body = Map.of(
                "cron", "0 3 * * *", "time_zone", "Europe/Berlin", "providers", List.of(wanting(source("a"), "1.0.0")));
        JsonPath first = put("same", body).jsonPath();
        JsonPath second = put("same", body).jsonPath();

        assertThat(second.getString("next_run_at")).isEqualTo(first.getString("next_run_at"));
        assertThat(second.getString("time_zone")).isEqualTo("Europe/Berlin");
        assertThat(
                        StackSql.number(
                                "select count(*) from audit_entry where object = 'subscription/same' and outcome = 'unchanged'"))
                .isEqualTo(1);
    }

    @Test
    void whatIsWrongIsNamed() {
        Response wrong = put(
                "No",
                Map.of(
                        "cron", "61 * * * *",
                        "time_zone", "Mars/Olympus",
                        "providers", List.of(Map.of("source", "x", "versions", List.of("1.0.0")))));

        assertProblem(wrong, 400, "invalid_request");
        assertThat(wrong.jsonPath().getList("violations.field"))
                .contains("name", "cron", "time_zone", "providers[0].source", "providers[0].platforms");
        assertThat(put("no", Map.of("providers", List.of())).jsonPath().getList("violations.field"))
                .contains("every", "providers");
    }

    @Test
    void itIsListedPausedAndDeleted() {
        put("b", Map.of("cron", "0 3 * * *", "providers", List.of(wanting(source("a"), "1.0.0"))));
        put("a", Map.of("cron", "0 3 * * *", "providers", List.of(wanting(source("a"), "1.0.0"))));

        assertThat(api.request().post(API + "/a/pause").jsonPath().getBoolean("paused"))
                .isTrue();
        assertThat(get("a/plan").getList("next_runs")).isEmpty();
        assertThat(api.request().post(API + "/a/resume").jsonPath().getBoolean("paused"))
                .isFalse();
        JsonPath page = api.get(API + "?limit=1").jsonPath();
        assertThat(page.getList("subscriptions.name")).containsExactly("a");
        assertThat(api.get(API + "?limit=1&after=" + page.getString("next"))
                        .jsonPath()
                        .getList("subscriptions.name"))
                .containsExactly("b");

        api.request().delete(API + "/a").then().statusCode(204);
        assertProblem(api.request().delete(API + "/a"), 404, "subscription_not_found");
        assertProblem(api.request().post(API + "/a/run"), 404, "subscription_not_found");
        assertProblem(api.request().get(API + "/A"), 404, "not_found");
    }

    @Test
    void aFileIsLoadedWholeOrNotAtAll() {
        Response loaded = load(block("one", "x") + block("two", "y"));
        assertThat(loaded.jsonPath().getList("created")).containsExactly("one", "two");
        assertThat(load(block("one", "x")).jsonPath().getInt("unchanged")).isEqualTo(1);

        Response wrong = load(block("three", "x") + block("Four", "y"));

        assertProblem(wrong, 400, "invalid_request");
        assertThat(wrong.jsonPath().getString("violations[0].message")).startsWith("line 9, column 14");
        assertProblem(api.request().get(API + "/three"), 404, "subscription_not_found");
    }

    @Test
    void theFilesAreTheFilesUntilItNamesThemNoMore() throws Exception {
        load(block("mine", "x"));

        assertThat(apply("revision = 7\n" + block("one", "x") + block("two", "x")))
                .isEqualTo(Verdict.APPLY);
        assertThat(get("one").getString("owner")).isEqualTo("file");
        assertProblem(api.request().delete(API + "/one"), 409, "subscription_of_file");
        assertProblem(load(block("one", "y")), 409, "subscription_of_file");

        assertThat(apply("revision = 6\n" + block("one", "y"))).isEqualTo(Verdict.OLDER);
        assertThat(apply("revision = 8\n" + block("two", "x"))).isEqualTo(Verdict.APPLY);
        assertProblem(api.request().get(API + "/one"), 404, "subscription_not_found");
        assertThat(get("mine").getString("owner")).isEqualTo("api");
        assertThat(StackSql.number("select count(*) from audit_entry where object = 'subscriptions/file'"
                        + " and actor = 'system' and detail like 'revision=8%deleted=one%'"))
                .isEqualTo(1);
    }

    @Test
    void aRunOfADeletedSubscriptionSubmitsNoJob() throws Exception {
        SubscriptionSpec deleted = every("deleted", "1h", selection(source("subdeleted"), "1.0.0", "linux_amd64"));
        Instant now = Instant.now();
        Run run = new Run(deleted, 1, now, null, 0);
        Finding finding = new Finding(
                List.of(Packages.of(source("subdeleted"), "1.0.0", "linux_amd64")), List.of(), null, List.of());

        assertThat(results.finish(List.of(new Result(run, finding, now)), now)).isEmpty();

        assertThat(StackSql.number("select count(*) from job_item where type = 'subdeleted'"))
                .isZero();
    }
}
