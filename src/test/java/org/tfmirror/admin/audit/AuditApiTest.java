package org.tfmirror.admin.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.Problems.assertProblem;
import static org.tfmirror.test.Problems.assertViolation;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.Packages;
import org.tfmirror.test.StackSql;

/** Reading who changed what. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class AuditApiTest {

    private static final String AUDIT = "/admin/api/audit";

    private final AdminApi api = new AdminApi(MirrorStackResource.stack().adminToken());
    private final AdminApi viewer = new AdminApi(MirrorStackResource.stack().viewerToken());

    @BeforeEach
    void holdTheProcessor() {
        api.request().post("/admin/api/processor/pause").then().statusCode(200);
    }

    @AfterEach
    void release() {
        api.request().post("/admin/api/processor/resume").then().statusCode(200);
    }

    private long submit() {
        return api.submit(
                Packages.of(MirrorStackResource.stack().registry().hostname() + "/acme/none", "1.0.0", "linux_amd64"));
    }

    private JsonPath audit(String query) {
        return api.get(AUDIT + query).then().statusCode(200).extract().jsonPath();
    }

    @Test
    void aJobsHistoryTellsWhoDidWhatAndWhatCameOfIt() {
        long job = submit();
        api.request().post("/admin/api/jobs/" + job + "/cancel").then().statusCode(200);
        api.request().post("/admin/api/jobs/" + job + "/cancel").then().statusCode(200);
        viewer.request().post("/admin/api/jobs/" + job + "/retry").then().statusCode(403);
        api.request().post("/admin/api/jobs/" + job + "/retry").then().statusCode(200);

        JsonPath page = audit("?object=job/" + job);

        assertThat(page.getMap("").keySet()).containsExactlyInAnyOrder("entries", "next");
        assertThat(page.getString("next")).isNull();
        assertThat(page.getList("entries.action", String.class))
                .containsExactly("job.retry", "job.retry", "job.cancel", "job.cancel", "job.submit");
        assertThat(page.getList("entries.outcome", String.class))
                .containsExactly("done", "refused", "unchanged", "done", "done");
        assertThat(page.getList("entries.actor", String.class))
                .containsExactly("alice", "victor", "alice", "alice", "alice");
        assertThat(page.<String, @Nullable Object>getMap("entries[4]"))
                .containsOnlyKeys(
                        "id", "at", "actor", "subject", "source", "action", "object", "outcome", "code", "detail")
                .containsEntry("detail", "items=1")
                .containsEntry("code", null)
                .containsEntry("source", "127.0.0.1");
        assertThat(page.<String, @Nullable Object>getMap("entries[1]")).containsEntry("code", "forbidden");
        assertThat(page.getString("entries[0].at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    }

    @Test
    void whatMakesNoSenseOrIsNotUnderstoodIsThereWithItsCode() {
        long job = submit();
        api.request().post("/admin/api/jobs/" + job + "/retry").then().statusCode(409);
        api.request()
                .contentType("application/json")
                .body("{")
                .post("/admin/api/jobs")
                .then()
                .statusCode(400);

        assertThat(audit("?limit=2").getList("entries.code", String.class))
                .containsExactly("invalid_request", "nothing_to_retry");
        assertThat(audit("?limit=2").getList("entries.object", String.class)).containsExactly("job", "job/" + job);
    }

    @ParameterizedTest
    @CsvSource({"actor, %00", "object, job%2F1%0A", "since, +999999999-01-01T00:00:00Z", "until, 0000-01-01T00:00:00Z"})
    void aFilterThatTheDatabaseCouldNotHoldIsRefused(String field, String value) {
        Response answer = api.request()
                .urlEncodingEnabled(false)
                .get("/admin/api/audit?" + field + "=" + value.replace("+", "%2B"));

        assertViolation(answer, field, "a ");
    }

    @Test
    void aSecondSubmitWithTheSameKeyChangedNothing() {
        Map<String, Object> body = AdminApi.bodyOf(
                Packages.of(MirrorStackResource.stack().registry().hostname() + "/acme/none", "1.0.0", "linux_amd64"));
        for (int i = 0; i < 2; i++) {
            api.request()
                    .contentType("application/json")
                    .header("Idempotency-Key", "audited")
                    .body(body)
                    .post("/admin/api/jobs")
                    .then()
                    .statusCode(202);
        }

        JsonPath page = audit("?limit=2&action=job.submit");

        assertThat(page.getList("entries.outcome", String.class)).containsExactly("unchanged", "done");
        assertThat(page.getString("entries[0].object")).isEqualTo(page.getString("entries[1].object"));
    }

    /** As for the sake of another transaction; the change and its entry are tried again together. */
    @ParameterizedTest
    @ValueSource(strings = {"cancel", "retry"})
    void aMoveThatTheDatabaseRollsBackIsRepeatedAsAWhole(String move) {
        long job = submit();
        if (move.equals("retry")) {
            api.request().post("/admin/api/jobs/" + job + "/cancel").then().statusCode(200);
        }
        StackSql.update("create sequence rolled_back");
        StackSql.update("""
                create function roll_back_once() returns trigger language plpgsql as $$ begin
                  if nextval('rolled_back') = 1 then raise exception 'the test' using errcode = '40P01'; end if;
                  return new;
                end $$
                """);
        StackSql.update("create trigger roll_back_once before insert on audit_entry"
                + " for each row execute function roll_back_once()");
        try {
            api.request().post("/admin/api/jobs/" + job + "/" + move).then().statusCode(200);

            assertThat(audit("?actor=alice&object=job/" + job + "&action=job." + move)
                            .getList("entries.outcome"))
                    .isEqualTo(List.of("done"));
            assertThat(StackSql.number("select last_value from rolled_back")).isEqualTo(2);
        } finally {
            StackSql.update("drop function roll_back_once cascade");
            StackSql.update("drop sequence rolled_back");
        }
    }

    @Test
    void pagesGoFromTheNewestToTheOldest() {
        for (int i = 0; i < 5; i++) {
            api.request().post("/admin/api/processor/pause");
        }
        List<Long> expected = audit("?limit=5").getList("entries.id", Long.class);
        List<Long> read = new ArrayList<>();
        String next = "";
        while (read.size() < 5) {
            JsonPath page = audit("?limit=2" + next);
            read.addAll(page.getList("entries.id", Long.class));
            next = "&after=" + page.getString("next");
        }
        assertThat(read.subList(0, 5)).isEqualTo(expected);
    }

    @Test
    void aViewerMayReadIt() {
        assertThat(viewer.get(AUDIT).statusCode()).isEqualTo(200);
    }

    @Test
    void aSpanOfTimeMayBeAskedFor() {
        submit();

        assertThat(audit("?until=2000-01-01T00:00:00Z").getList("entries")).isEmpty();
        assertThat(audit("?since=2000-01-01T00:00:00Z&limit=1").getList("entries"))
                .hasSize(1);
        assertThat(audit("?since=2999-01-01T00:00:00Z").getList("entries")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "action, job.steal",
        "action, JOB.SUBMIT",
        "outcome, ok",
        "since, yesterday",
        "since, 2026-01-31",
        "until, 2026-01-31T12:00:00",
        "limit, 0",
        "limit, 501",
        "after, x"
    })
    void aBadQueryIsRefused(String parameter, String value) {
        assertViolation(api.request().queryParam(parameter, value).get(AUDIT), parameter, "");
    }

    @Test
    void nobodyWritesToIt() {
        assertProblem(api.request().contentType("application/json").post(AUDIT), 405, "method_not_allowed");
        assertProblem(api.request().delete(AUDIT), 405, "method_not_allowed");
    }
}
