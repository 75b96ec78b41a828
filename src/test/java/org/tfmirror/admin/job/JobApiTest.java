package org.tfmirror.admin.job;

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
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.local.Fault;
import org.tfmirror.local.SampleRegistry;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.Packages;
import org.tfmirror.test.StackSql;

/** Looking at jobs, cancelling and retrying them. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class JobApiTest {

    private static final String[] JOB_FIELDS = {
        "id",
        "kind",
        "status",
        "progress",
        "total_items",
        "completed_items",
        "failed_items",
        "error_message",
        "warnings",
        "created_by",
        "origin",
        "created_at",
        "started_at",
        "completed_at"
    };
    private static final String[] ITEM_FIELDS = {
        "id",
        "source",
        "version",
        "platform",
        "status",
        "attempts",
        "next_attempt_at",
        "error_code",
        "error_message",
        "size_bytes",
        "downloaded_bytes",
        "started_at",
        "completed_at"
    };

    private final SampleRegistry origin = MirrorStackResource.stack().registry();
    private final AdminApi api = new AdminApi(MirrorStackResource.stack().adminToken());

    @BeforeEach
    void holdTheProcessor() {
        api.request().post("/admin/api/processor/pause").then().statusCode(200);
    }

    @AfterEach
    void release() {
        origin.faults().clear();
        api.request().post("/admin/api/processor/resume").then().statusCode(200);
    }

    private PackageId unknown(int n) {
        return Packages.of(origin.hostname() + "/acme/unpublished", "1.%d.0".formatted(n), "linux_amd64");
    }

    private Response move(long id, String how) {
        return api.request().post("/admin/api/jobs/" + id + "/" + how);
    }

    @Test
    void aSubmitIsAnsweredWithTheJobAndWhereItIs() {
        Response answer = api.request()
                .contentType("application/json")
                .body(AdminApi.bodyOf(unknown(1), unknown(2)))
                .post("/admin/api/jobs");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.contentType()).startsWith("application/json");
        JsonPath job = answer.jsonPath();
        assertThat(answer.header("Location")).endsWith("/admin/api/jobs/" + job.getLong("id"));
        Response found = api.request().get(answer.header("Location"));
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(found.asString()).isEqualTo(answer.asString());
        assertThat(job.getMap("").keySet()).containsExactlyInAnyOrderElementsOf(with(List.of(JOB_FIELDS), "items"));
        assertThat(job.<Map<String, @Nullable Object>>getList("items"))
                .hasSize(2)
                .allSatisfy(item -> assertThat(item).containsOnlyKeys(ITEM_FIELDS));
        assertThat(job.getString("kind")).isEqualTo("download");
        assertThat(job.getString("status")).isEqualTo("pending");
        assertThat(job.getInt("progress")).isZero();
        assertThat(job.getInt("total_items")).isEqualTo(2);
        assertThat(job.getString("created_by")).isEqualTo("alice");
        assertThat(job.getString("created_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
        assertThat(job.getString("items[0].source")).isEqualTo(origin.hostname() + "/acme/unpublished");
        assertThat(job.getString("items[0].status")).isEqualTo("pending");
    }

    @Test
    void aKindThatANewerReleaseHasIsShownAsItsText() throws Exception {
        long id = api.submit(unknown(1));
        move(id, "cancel").then().statusCode(200);
        StackSql.update("alter table job drop constraint job_kind_check");
        try {
            StackSql.update("update job set kind = 'repair' where id = ?", id);

            Response list = api.request().get("/admin/api/jobs?limit=1");
            assertThat(list.statusCode()).isEqualTo(200);
            assertThat(list.jsonPath().getString("jobs[0].kind")).isEqualTo("repair");
            assertThat(api.request().get("/admin/api/jobs/" + id).jsonPath().getString("kind"))
                    .isEqualTo("repair");
        } finally {
            StackSql.update("update job set kind = 'download' where kind = 'repair'");
            StackSql.update("alter table job add constraint job_kind_check check (kind in "
                    + "('download', 'verify', 'evidence', 'export', 'import', 'adopt'))");
        }
    }

    private static List<String> with(List<String> fields, String another) {
        List<String> all = new ArrayList<>(fields);
        all.add(another);
        return all;
    }

    /** More items of a job that nobody works at. */
    private long cancelledJobWith(int count, String status) {
        long job = api.submit(unknown(0));
        move(job, "cancel").then().statusCode(200);
        StackSql.update("""
                insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch, status)
                select ?, n, 'example.com', 'acme', 'demo', '1.' || n || '.0', 'linux', 'amd64', ?
                from generate_series(1, ?) n
                """, job, status, count);
        return job;
    }

    @Test
    void aJobHasAThousandItemsAndPagesBringTheRest() {
        long id = cancelledJobWith(2_499, "cancelled");

        JsonPath job = api.job(id);
        List<String> versions = new ArrayList<>(job.getList("items.version"));
        assertThat(versions).hasSize(1_000);
        String next = job.getString("items_next");
        while (next != null) {
            JsonPath page = api.get("/admin/api/jobs/" + id + "/items?limit=700&after=" + next)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            assertThat(page.getMap("").keySet()).containsExactlyInAnyOrder("items", "next");
            assertThat(page.<Map<String, @Nullable Object>>getList("items"))
                    .allSatisfy(item -> assertThat(item).containsOnlyKeys(ITEM_FIELDS));
            versions.addAll(page.getList("items.version"));
            next = page.getString("next");
        }

        List<String> all = new ArrayList<>(List.of(unknown(0).version().toString()));
        for (int n = 1; n < 2_500; n++) {
            all.add("1." + n + ".0");
        }
        assertThat(versions).isEqualTo(all);
        assertThat(api.get("/admin/api/jobs/" + id + "/items").jsonPath().getList("items"))
                .as("without a limit")
                .hasSize(1_000);
    }

    @Test
    void itemsMayBeOfOneStatus() {
        long id = cancelledJobWith(3, "failed");

        JsonPath failed = api.get("/admin/api/jobs/" + id + "/items?status=failed&limit=2")
                .jsonPath();
        JsonPath rest = api.get(
                        "/admin/api/jobs/" + id + "/items?status=failed&limit=2&after=" + failed.getString("next"))
                .jsonPath();

        assertThat(failed.getList("items.version")).containsExactly("1.1.0", "1.2.0");
        assertThat(rest.getList("items.version")).containsExactly("1.3.0");
        assertThat(rest.getString("next")).isNull();
        assertThat(api.get("/admin/api/jobs/" + id + "/items?status=pending")
                        .jsonPath()
                        .getList("items"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"status, running", "status, FAILED", "limit, 0", "limit, 1001", "after, x", "after, -1"})
    void aBadQueryOfItemsIsRefused(String parameter, String value) {
        long id = api.submit(unknown(0));

        assertViolation(
                api.request().queryParam(parameter, value).get("/admin/api/jobs/" + id + "/items"), parameter, "");
    }

    @Test
    void aListedJobHasAllButItsItems() {
        api.submit(unknown(1));

        JsonPath page = api.get("/admin/api/jobs?limit=1")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(page.getMap("").keySet()).containsExactlyInAnyOrder("jobs", "next");
        assertThat(page.<String, @Nullable Object>getMap("jobs[0]")).containsOnlyKeys(JOB_FIELDS);
    }

    @Test
    void pagesGoFromTheNewestToTheOldest() {
        List<Long> submitted = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            submitted.add(0, api.submit(unknown(i)));
        }
        List<Long> read = new ArrayList<>();
        String next = "";
        while (read.size() < 5) {
            JsonPath page = api.get("/admin/api/jobs?limit=2" + next).jsonPath();
            read.addAll(page.getList("jobs.id", Long.class));
            next = "&after=" + page.getString("next");
        }
        assertThat(read.subList(0, 5)).isEqualTo(submitted);
    }

    @Test
    void theLastPageHasNoNext() {
        long oldest = StackSql.number("select coalesce(min(id), 0) from job");

        JsonPath page = api.get("/admin/api/jobs?after=" + (oldest + 1)).jsonPath();

        assertThat(page.getString("next")).isNull();
    }

    @Test
    void aListMayBeOfOneStatus() {
        long pending = api.submit(unknown(1));
        long cancelled = api.submit(unknown(2));
        move(cancelled, "cancel");

        assertThat(api.get("/admin/api/jobs?status=cancelled").jsonPath().getList("jobs.id", Long.class))
                .contains(cancelled)
                .doesNotContain(pending);
        assertThat(api.get("/admin/api/jobs?status=cancelled").jsonPath().getList("jobs.status"))
                .containsOnly("cancelled");
    }

    @ParameterizedTest
    @CsvSource({
        "status, done",
        "status, PENDING",
        "limit, 0",
        "limit, -1",
        "limit, 501",
        "limit, ten",
        "limit, 1.5",
        "limit, 99999999999999999999",
        "after, x",
        "after, 0",
        "after, -5",
        "after, 99999999999999999999"
    })
    void aBadQueryIsRefused(String parameter, String value) {
        assertViolation(api.request().queryParam(parameter, value).get("/admin/api/jobs"), parameter, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999", "0", "-1", "x", "1.0", "99999999999999999999", "%00", "1%2f2"})
    void whatNamesNoJobIsNotFound(String id) {
        for (Response answer : List.of(
                api.request().urlEncodingEnabled(false).get("/admin/api/jobs/" + id),
                api.request().urlEncodingEnabled(false).get("/admin/api/jobs/" + id + "/items"),
                api.request().urlEncodingEnabled(false).post("/admin/api/jobs/" + id + "/cancel"),
                api.request().urlEncodingEnabled(false).post("/admin/api/jobs/" + id + "/retry"))) {
            JsonPath problem = assertProblem(answer, 404, answer.jsonPath().getString("code"));
            assertThat(problem.getString("code")).isIn("job_not_found", "not_found");
        }
    }

    @Test
    void aPendingJobIsCancelledAtOnceAndOnlyOnce() {
        long id = api.submit(unknown(1), unknown(2));

        JsonPath job = move(id, "cancel").then().statusCode(200).extract().jsonPath();

        assertThat(job.getString("status")).isEqualTo("cancelled");
        assertThat(job.getInt("progress")).isEqualTo(100);
        assertThat(job.getString("completed_at")).isNotNull();
        assertThat(job.getList("items.status")).containsOnly("cancelled");
        String again = move(id, "cancel").then().statusCode(200).extract().asString();
        assertThat(again).isEqualTo(api.get("/admin/api/jobs/" + id).asString());
    }

    @Test
    void aRunningJobIsCancelledWithinAHeartbeat() {
        PackageId held = origin.publishSample("acme", "held", "1.0.0", "linux_amd64");
        CountDownLatch released = new CountDownLatch(1);
        origin.faults().always(origin.metadataPath(held)::equals, Fault.holdUntil(released));
        try {
            long id = api.submit(held, unknown(1));
            api.request().post("/admin/api/processor/resume").then().statusCode(200);
            Awaitility.await().until(() -> api.job(id).getString("items[0].status"), "downloading"::equals);

            move(id, "cancel").then().statusCode(200);
            move(id, "cancel").then().statusCode(200);

            JsonPath job = api.awaitEnd(id);
            assertThat(job.getString("status")).isEqualTo("cancelled");
            assertThat(job.getList("items.status")).containsOnly("cancelled");
            assertThat(job.getInt("completed_items")).isZero();
        } finally {
            released.countDown();
        }
    }

    @Test
    void aCancelledJobCanBeRetriedToItsEnd() {
        PackageId id = origin.publishSample("acme", "resumed", "1.0.0", "linux_amd64");
        long job = api.submit(id);
        move(job, "cancel").then().statusCode(200);

        JsonPath retried = move(job, "retry").then().statusCode(200).extract().jsonPath();
        JsonPath again = move(job, "retry").then().statusCode(200).extract().jsonPath();

        assertThat(retried.getString("status")).isEqualTo("pending");
        assertThat(retried.getString("completed_at")).isNull();
        assertThat(retried.getList("items.status")).containsOnly("pending");
        assertThat(again.getLong("id")).isEqualTo(job);
        api.request().post("/admin/api/processor/resume");
        assertThat(api.awaitEnd(job).getString("status")).isEqualTo("completed");
    }

    @Test
    void aRetryLeavesWhatIsCompletedAsItIs() {
        PackageId good = origin.publishSample("acme", "mixed", "1.0.0", "linux_amd64");
        PackageId late = Packages.of(origin.hostname() + "/acme/mixed", "2.0.0", "linux_amd64");
        long job = api.submit(good, late);
        api.request().post("/admin/api/processor/resume");
        assertThat(api.awaitEnd(job).getString("status")).isEqualTo("failed");
        api.request().post("/admin/api/processor/pause");
        origin.publishSample("acme", "mixed", "2.0.0", "linux_amd64");

        JsonPath retried = move(job, "retry").then().statusCode(200).extract().jsonPath();

        assertThat(retried.getList("items.status")).containsExactly("completed", "pending");
        assertThat(retried.getInt("failed_items")).isZero();
        assertThat(retried.getString("error_message")).isNull();
        api.request().post("/admin/api/processor/resume");
        assertThat(api.awaitEnd(job).getString("status")).isEqualTo("completed");
    }

    @Test
    void whatMakesNoSenseInAJobsStateIsAConflict() {
        long pending = api.submit(unknown(1));
        assertProblem(move(pending, "retry"), 409, "nothing_to_retry");
        assertThat(api.job(pending).getString("status")).isEqualTo("pending");

        long completed = api.submit(origin.publishSample("acme", "done", "1.0.0", "linux_amd64"));
        api.request().post("/admin/api/processor/resume");
        api.awaitEnd(completed);
        assertProblem(move(completed, "cancel"), 409, "job_finished");
        assertProblem(move(completed, "retry"), 409, "nothing_to_retry");
        assertThat(api.job(completed).getString("status")).isEqualTo("completed");

        api.awaitEnd(pending);
        assertProblem(move(pending, "cancel"), 409, "job_finished");
    }
}
