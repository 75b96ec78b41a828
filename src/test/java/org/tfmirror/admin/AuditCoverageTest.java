package org.tfmirror.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.Problems.assertProblem;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.MirroredSamples;
import org.tfmirror.test.OpenApi;
import org.tfmirror.test.OpenApi.Operation;
import org.tfmirror.test.Packages;
import org.tfmirror.test.StackSql;

/** No change without its entry, of every writing operation there is: the API's own description is asked which these are. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class AuditCoverageTest {

    private static final AtomicInteger SAMPLES = new AtomicInteger();

    private final MirrorStack stack = MirrorStackResource.stack();
    private final AdminApi api = new AdminApi(stack.adminToken());

    /** How each writing operation is made to change something: what goes before it, and then the call itself. */
    private final Map<String, Supplier<Supplier<Response>>> changes = new TreeMap<>(Map.of(
            "POST /admin/api/providers/load",
            () -> () -> api.request()
                    .multiPart(
                            "file",
                            "providers.hcl",
                            ("provider \"%s/acme/none\"" + " { versions = [\"1.0.0\"] platforms = [\"linux_amd64\"] }")
                                    .formatted(stack.registry().hostname())
                                    .getBytes(StandardCharsets.UTF_8))
                    .post("/admin/api/providers/load"),
            "POST /admin/api/jobs",
            () -> () -> api.request()
                    .contentType("application/json")
                    .body(AdminApi.bodyOf(
                            Packages.of(stack.registry().hostname() + "/acme/none", "1.0.0", "linux_amd64")))
                    .post("/admin/api/jobs"),
            "POST /admin/api/jobs/{id}/cancel",
            () -> {
                long job = submitted();
                return () -> move(job, "cancel");
            },
            "POST /admin/api/jobs/{id}/retry",
            () -> {
                long job = submitted();
                move(job, "cancel");
                return () -> move(job, "retry");
            },
            "PUT /admin/api/providers/{id}",
            () -> {
                long id = mirrored();
                return () -> api.request()
                        .contentType("application/json")
                        .body(Map.of("blocked", true, "reason", "a test"))
                        .put("/admin/api/providers/" + id);
            },
            "DELETE /admin/api/providers/{id}",
            () -> {
                long id = mirrored();
                return () -> api.request().delete("/admin/api/providers/" + id);
            },
            "POST /admin/api/providers/verify",
            () -> {
                mirrored();
                return () -> api.request().contentType("application/json").post("/admin/api/providers/verify");
            },
            "POST /admin/api/processor/pause",
            () -> {
                turn("resume");
                return () -> turn("pause");
            },
            "POST /admin/api/processor/resume",
            () -> () -> turn("resume")));

    /** There is no {@code Map.of} of more than ten. */
    {
        changes.put("POST /admin/api/providers/evidence", () -> {
            long id = mirrored();
            StackSql.update("update mirrored_package set evidence = null where id = " + id);
            return () -> api.request().contentType("application/json").post("/admin/api/providers/evidence");
        });
        changes.put("POST /admin/api/providers/list", () -> {
            long id = mirrored();
            // It waits already: housekeeping, which looks again now and then, changes nothing.
            StackSql.update("update release set listed_at = null, ordered_platforms = '{linux_amd64,plan9_mips}',"
                    + " waiting_for = '{plan9_mips}' where type = 'audited'");
            Map<String, String> body = Map.of(
                    "source",
                    stack.registry().hostname() + "/acme/audited",
                    "version",
                    api.get("/admin/api/providers/" + id).jsonPath().getString("version"));
            return () ->
                    api.request().contentType("application/json").body(body).post("/admin/api/providers/list");
        });
        changes.put("POST /admin/api/holds/{id}/waive", () -> decision("waive"));
        changes.put("POST /admin/api/holds/{id}/reject", () -> decision("reject"));
        changes.put("POST /admin/api/bundles", () -> {
            mirrored();
            return this::export;
        });
        changes.put("POST /admin/api/bundles/{id}/statements/accept", () -> {
            long id = mirrored();
            StackSql.update(
                    "insert into bundle (direction, id, folder, created_by) values ('adopt', ?, 'x', 'bob')", id);
            StackSql.update(
                    "insert into bundle_statement (bundle_id, hostname, namespace, type, version, os, arch, reason)"
                            + " select id, hostname, namespace, type, version, os, arch, 'theirs' from mirrored_package"
                            + " where id = ?",
                    id);
            return () -> api.request()
                    .contentType("application/json")
                    .body(Map.of("all", true))
                    .post("/admin/api/bundles/" + id + "/statements/accept");
        });
        changes.put("POST /admin/api/providers/adopt", () -> {
            mirrored();
            return () -> api.request()
                    .contentType("application/json")
                    .body(Map.of("prefix", ""))
                    .post("/admin/api/providers/adopt");
        });
        changes.put("PUT /admin/api/bundles/import/{name}/{file}", () -> () -> upload("manifest.json", new byte[1]));
        changes.put("POST /admin/api/bundles/import", () -> {
            mirrored();
            turn("resume");
            long bundle = export().jsonPath().getLong("id");
            api.awaitEnd(bundle);
            for (String file : List.of("manifest.json", "manifest.json.sig")) {
                upload(
                        file,
                        api.get("/admin/api/bundles/" + bundle + "/" + file).asByteArray());
            }
            holdTheProcessor();
            return () -> api.request()
                    .contentType("application/json")
                    .body(Map.of("name", "audited"))
                    .post("/admin/api/bundles/import");
        });
    }

    /** About a version that nobody has decided about. */
    private Supplier<Response> decision(String what) {
        String version = "1.%d.0".formatted(SAMPLES.incrementAndGet());
        StackSql.update(
                "insert into version_hold (hostname, namespace, type, version) values ('example.com', 'acme', 'held', ?)",
                version);
        long id = StackSql.number("select id from version_hold where type = 'held' and version = ?", version);
        return () -> api.request()
                .contentType("application/json")
                .body(Map.of("reason", "looked at"))
                .post("/admin/api/holds/" + id + "/" + what);
    }

    private Response export() {
        return api.request()
                .contentType("application/json")
                .body(Map.of("all", true))
                .post("/admin/api/bundles");
    }

    private Response upload(String file, byte[] bytes) {
        return api.request()
                .contentType("application/octet-stream")
                .body(bytes)
                .put("/admin/api/bundles/import/audited/" + file);
    }

    {
        changes.put("PUT /admin/api/subscriptions/{name}", () -> {
            forgetSubscriptions();
            return this::subscribe;
        });
        changes.put("DELETE /admin/api/subscriptions/{name}", () -> {
            subscribe();
            return () -> api.request().delete("/admin/api/subscriptions/audited");
        });
        changes.put("POST /admin/api/subscriptions/{name}/run", () -> {
            forgetSubscriptions();
            subscribe();
            // Held by a replica that does not exist, so that no run changes a table.
            StackSql.update("update subscription set run_until = now() + interval '1 hour'");
            return () -> api.request().post("/admin/api/subscriptions/audited/run");
        });
        changes.put("POST /admin/api/subscriptions/{name}/pause", () -> {
            subscribe();
            StackSql.update("update subscription set paused = false");
            return () -> api.request().post("/admin/api/subscriptions/audited/pause");
        });
        changes.put("POST /admin/api/subscriptions/{name}/resume", () -> {
            subscribe();
            StackSql.update("update subscription set paused = true");
            return () -> api.request().post("/admin/api/subscriptions/audited/resume");
        });
        changes.put("POST /admin/api/subscriptions/load", () -> {
            forgetSubscriptions();
            byte[] file = """
                    subscription "audited" {
                      cron = "0 0 1 1 *"
                      provider "%s/acme/none" { versions = ["1.0.0"] platforms = ["linux_amd64"] }
                    }
                    """.formatted(stack.registry().hostname()).getBytes(StandardCharsets.UTF_8);
            return () ->
                    api.request().multiPart("file", "subscriptions.hcl", file).post("/admin/api/subscriptions/load");
        });
    }

    private static void forgetSubscriptions() {
        StackSql.update("delete from subscription");
    }

    private Response subscribe() {
        Map<String, Object> provider = Map.of(
                "source", stack.registry().hostname() + "/acme/none",
                "versions", List.of("1.0.0"),
                "platforms", List.of("linux_amd64"));
        return api.request()
                .contentType("application/json")
                .body(Map.of("cron", "0 0 1 1 *", "providers", List.of(provider)))
                .put("/admin/api/subscriptions/audited");
    }

    private long submitted() {
        return api.submit(Packages.of(stack.registry().hostname() + "/acme/none", "1.0.0", "linux_amd64"));
    }

    /** The id of a package that is not blocked. */
    private long mirrored() {
        turn("resume");
        PackageId sample =
                MirroredSamples.small("audited", "1.%d.0".formatted(SAMPLES.incrementAndGet()), "linux_amd64");
        holdTheProcessor();
        return StackSql.number(
                "select id from mirrored_package where type = 'audited' and version = ?",
                sample.version().toString());
    }

    private Response move(long job, String how) {
        return api.request().post("/admin/api/jobs/" + job + "/" + how);
    }

    private Response turn(String how) {
        return api.request().post("/admin/api/processor/" + how);
    }

    @BeforeEach
    void holdTheProcessor() {
        turn("pause");
        emptyTheQueue();
    }

    /** Nothing but what a test does is to change a table. */
    private static void emptyTheQueue() {
        Awaitility.await().until(() -> {
            StackSql.update("delete from job where status <> 'running'");
            return StackSql.number("select count(*) from job") == 0;
        });
    }

    @AfterEach
    void release() {
        StackSql.update("drop trigger if exists refuse on audit_entry");
        forgetSubscriptions();
        turn("resume");
    }

    private static List<Operation> writingOperations() {
        List<Operation> operations = OpenApi.read().operations().stream()
                .filter(each -> each.path().startsWith("/admin/api"))
                .filter(each -> !each.method().equals("GET"))
                .toList();
        assertThat(operations).hasSizeGreaterThanOrEqualTo(5);
        return operations;
    }

    private static Response call(Operation operation, RequestSpecification request) {
        return operation.emptied(request).request(operation.method(), operation.pathWith("7"));
    }

    private static long newest() {
        return StackSql.number("select coalesce(max(id), 0) from audit_entry");
    }

    /** The entries since, each as outcome, code and actor. */
    private List<List<@Nullable Object>> since(long id) {
        return stack.query("select outcome, code, actor from audit_entry where id > ? order by id", id);
    }

    @Test
    void everyRefusalByRoleLeavesAnEntry() {
        for (Operation operation : writingOperations()) {
            long before = newest();

            assertProblem(call(operation, given().auth().oauth2(stack.viewerToken())), 403, "forbidden");

            assertThat(since(before))
                    .as(operation.toString())
                    .containsExactly(List.of("refused", "forbidden", "victor"));
        }
    }

    @Test
    void whoIsNotKnownLeavesNone() {
        long before = newest();
        for (Operation operation : writingOperations()) {
            assertProblem(call(operation, given()), 401, "unauthorized");
            assertProblem(call(operation, given().auth().oauth2("garbage")), 401, "unauthorized");
        }
        assertThat(since(before)).isEmpty();
    }

    @Test
    void everyChangeLeavesOneEntry() {
        assertThat(writingOperations()).extracting(Operation::toString).hasSameElementsAs(changes.keySet());
        changes.forEach((operation, prepare) -> {
            Supplier<Response> change = prepare.get();
            long before = newest();

            assertThat(change.get().statusCode()).as(operation).isBetween(200, 299);

            assertThat(stack.query("select outcome, actor from audit_entry where id > ?", before))
                    .as(operation)
                    .containsExactly(List.of("done", "alice"));
            holdTheProcessor();
        });
    }

    @Test
    void aChangeThatIsNotCommittedLeavesNothingButItsFailure() {
        refuse("create constraint trigger refuse after insert on audit_entry deferrable initially deferred");

        assertNothingIsChangedByAnyChange();
    }

    @Test
    void aChangeWhoseEntryIsNotWrittenIsNotMade() {
        refuse("create trigger refuse before insert on audit_entry");

        assertNothingIsChangedByAnyChange();
    }

    /** Makes the database refuse entries of changes that were done while the trigger is enabled, which it is not yet. */
    private static void refuse(String trigger) {
        StackSql.update("""
                create or replace function refuse() returns trigger language plpgsql as
                $$ begin raise exception 'refused by the test'; end $$
                """);
        StackSql.update(trigger + " for each row when (new.outcome = 'done') execute function refuse()");
        StackSql.update("alter table audit_entry disable trigger refuse");
    }

    private void assertNothingIsChangedByAnyChange() {
        changes.forEach((operation, prepare) -> {
            Supplier<Response> change = prepare.get();
            String tables = everyTable();
            long before = newest();
            StackSql.update("alter table audit_entry enable trigger refuse");

            Response answer = change.get();

            StackSql.update("alter table audit_entry disable trigger refuse");
            assertProblem(answer, 503, "database_unavailable");
            assertThat(everyTable()).as(operation).isEqualTo(tables);
            assertThat(since(before)).as(operation).containsExactly(List.of("failed", "database_unavailable", "alice"));
            holdTheProcessor();
        });
    }

    /** All that the database holds, but for the audit. */
    private String everyTable() {
        StringBuilder all = new StringBuilder();
        for (List<@Nullable Object> table : stack.query("""
                select tablename from pg_tables
                where schemaname = 'public' and tablename not in ('audit_entry', 'flyway_schema_history')
                order by tablename
                """)) {
            all.append(table).append(stack.query("select each::text from %s each order by 1".formatted(table.get(0))));
        }
        return all.toString();
    }
}
