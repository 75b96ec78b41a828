package org.tfmirror.admin.hold;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.Problems.assertProblem;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.local.SampleRegistry;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.StackSql;

/** A version that appeared a moment ago, by every way in and out, until an operator lets it through. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class HoldApiTest {

    private static final AtomicInteger TYPES = new AtomicInteger();

    private final SampleRegistry origin = MirrorStackResource.stack().registry();
    private final AdminApi api = new AdminApi(MirrorStackResource.stack().adminToken());
    private final String type = "holds" + TYPES.incrementAndGet();
    private PackageId old = publish("1.0.0");
    private PackageId young = old;

    @BeforeEach
    void publishAnotherAfterTheFirstList() {
        assertThat(index()).containsExactly("1.0.0");
        young = publish("1.1.0");
        StackSql.update("update origin_list set fetched_at = fetched_at - interval '1 hour' where type = ?", type);
        api.awaitEnd(order("~> 1.0", null)); // fetches the list
    }

    @Test
    void aConstraintPicksWhatIsNotHeld() {
        assertThat(index()).containsExactly("1.0.0");
        assertThat(StackSql.number("select count(*) from mirrored_package where type = ?", type))
                .isEqualTo(1);
    }

    @Test
    void anExactVersionThatIsHeldFailsUnlessItIsWaived() {
        JsonPath refused = api.awaitEnd(order("1.1.0", null));
        assertThat(refused.getString("status")).isEqualTo("failed");
        assertThat(refused.getString("items[0].error_code")).isEqualTo("version_held");
        assertThat(refused.getInt("items[0].attempts")).isEqualTo(1);

        JsonPath waived = api.awaitEnd(order("1.1.0", "reviewed by security"));
        assertThat(waived.getString("status")).isEqualTo("completed");
        assertThat(waived.getString("waive")).isEqualTo("reviewed by security");
        assertThat(refused.getString("waive")).isNull();
        assertThat(index()).as("what is mirrored stays").containsExactlyInAnyOrder("1.0.0", "1.1.0");
        assertThat(
                        StackSql.number(
                                "select count(*) from audit_entry where action = 'job.submit' and detail like '%waive=reviewed by security'"))
                .isPositive();
    }

    @Test
    void aConstraintWhoseVersionsAreAllHeldSaysSo() {
        JsonPath refused = api.awaitEnd(order("> 1.0.0", null));
        assertThat(refused.getString("items[0].error_code")).isEqualTo("version_held");

        assertThat(api.awaitEnd(order("> 1.0.0", "reviewed")).getString("status"))
                .isEqualTo("completed");
    }

    @Test
    void aPreviewSaysWhatIsHeldUnlessItIsWaived() {
        for (String versions : List.of("1.1.0", "> 1.0.0", "latest")) {
            JsonPath held = preview(versions, null);
            assertThat(held.getString("packages.find { it.version == '1.1.0' }.outcome"))
                    .as(versions)
                    .isEqualTo("held");

            JsonPath waived = preview(versions, "reviewed");
            assertThat(waived.getString("packages.find { it.version == '1.1.0' }.outcome"))
                    .as(versions)
                    .isEqualTo("fetch");
        }
        assertThat(preview("latest", null).getList("packages.version"))
                .as("what comes instead, too")
                .contains("1.0.0");
        assertThat(preview("> 1.0.0", null).getString("faults[0].code")).isEqualTo("version_held");
        assertThat(preview("1.1.0", null).getInt("to_fetch")).isZero();
    }

    @Test
    void aWaivedVersionComesByEveryWay() {
        assertThat(document("1.1.0.json").statusCode()).isEqualTo(404);
        JsonPath hold = hold();
        assertThat(hold.getString("source")).isEqualTo(young.provider().toString());
        assertThat(hold.getString("version")).isEqualTo("1.1.0");
        assertThat(hold.getString("status")).isEqualTo("held");
        assertThat(hold.getString("until")).isNotNull();
        assertThat(hold.getInt("asked")).isEqualTo(1);
        assertThat(hold.getList("askers")).hasSize(1);

        Response waived = decide(hold, "waive", Map.of("reason", "looked at it"));

        assertThat(waived.statusCode()).isEqualTo(200);
        assertThat(waived.jsonPath().getString("status")).isEqualTo("waived");
        assertThat(waived.jsonPath().getString("reason")).isEqualTo("looked at it");
        assertThat(index()).containsExactlyInAnyOrder("1.0.0", "1.1.0");
        assertThat(document("1.1.0.json").statusCode()).isEqualTo(200);
        assertThat(decide(hold, "waive", Map.of("reason", "again")).jsonPath().getString("reason"))
                .isEqualTo("looked at it");
        assertThat(entries("hold.waive", hold)).containsExactly("unchanged", "done");
    }

    @Test
    void aRejectedVersionStaysOutWhenItsTimeHasCome() {
        JsonPath hold = hold();
        assertThat(decide(hold, "reject", Map.of("reason", "a hijacked key")).statusCode())
                .isEqualTo(200);
        StackSql.update("update origin_version set seen_since = seen_since - interval '8 days' where type = ?", type);

        assertThat(index()).containsExactly("1.0.0");
        assertThat(api.awaitEnd(order("1.1.0", null)).getString("items[0].error_code"))
                .isEqualTo("version_held");
        assertThat(entries("hold.reject", hold)).containsExactly("done");
    }

    @Test
    void aHoldFallsDueByItself() {
        StackSql.update("update origin_version set seen_since = seen_since - interval '8 days' where type = ?", type);

        assertThat(index()).containsExactlyInAnyOrder("1.0.0", "1.1.0");
        assertThat(api.awaitEnd(order("1.1.0", null)).getString("status")).isEqualTo("completed");
    }

    @Test
    void anArchiveThatIsHeldDoesNotComeByItsUrlUntilItIsDue() {
        String archive = young.archiveName();

        assertThat(document(archive).statusCode()).isEqualTo(404);
        assertThat(hold().getInt("asked")).isEqualTo(1);
        assertThat(StackSql.number("select count(*) from job_item where type = ? and version = '1.1.0'", type))
                .isZero();
        assertThat(document(old.archiveName()).statusCode()).isEqualTo(200);

        StackSql.update("update origin_version set seen_since = seen_since - interval '8 days' where type = ?", type);
        assertThat(document(archive).statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsRejectedAfterItsDocumentWasGivenDoesNotCome() {
        JsonPath hold = hold();
        decide(hold, "waive", Map.of("reason", "looked at it"));
        assertThat(document("1.1.0.json").statusCode()).isEqualTo(200);

        decide(hold, "reject", Map.of("reason", "looked again"));

        assertThat(document(young.archiveName()).statusCode()).isEqualTo(404);
    }

    @Test
    void whatIsWrongIsSaidByItsName() {
        JsonPath hold = hold();

        assertProblem(decide(hold, "waive", Map.of()), 400, "invalid_request");
        assertProblem(decide(hold, "waive", Map.of("reason", "two\nlines")), 400, "invalid_request");
        assertProblem(
                given().auth()
                        .oauth2(MirrorStackResource.stack().adminToken())
                        .contentType("application/json")
                        .body(Map.of("reason", "x"))
                        .post("/admin/api/holds/999999/reject"),
                404,
                "hold_not_found");
        assertProblem(api.get("/admin/api/holds?status=odd"), 400, "invalid_request");
    }

    private PackageId publish(String version) {
        return origin.publishSample(MirrorStackResource.HELD, type, version, "linux_amd64");
    }

    private JsonPath preview(String version, @Nullable String waive) {
        return order(version, waive, "?dry_run=true");
    }

    private long order(String version, @Nullable String waive) {
        return order(version, waive, "").getLong("id");
    }

    private JsonPath order(String version, @Nullable String waive, String query) {
        Map<String, Object> wish = Map.of(
                "source", old.provider().toString(),
                "versions", List.of(version),
                "platforms", List.of("linux_amd64"));
        Map<String, Object> job =
                waive == null ? Map.of("providers", List.of(wish)) : Map.of("providers", List.of(wish), "waive", waive);
        return given().auth()
                .oauth2(MirrorStackResource.stack().adminToken())
                .contentType("application/json")
                .body(job)
                .post("/admin/api/jobs" + query)
                .jsonPath();
    }

    private JsonPath hold() {
        JsonPath page = api.get("/admin/api/holds?status=held&limit=500").jsonPath();
        List<Map<String, Object>> holds = page.getList("holds");
        Map<String, Object> ours = holds.stream()
                .filter(each -> String.valueOf(each.get("source")).endsWith("/" + type))
                .findFirst()
                .orElseThrow();
        page.setRootPath("holds[%d]".formatted(holds.indexOf(ours)));
        return page;
    }

    private static Response decide(JsonPath hold, String what, Map<String, String> body) {
        return given().auth()
                .oauth2(MirrorStackResource.stack().adminToken())
                .contentType("application/json")
                .body(body)
                .post("/admin/api/holds/%d/%s".formatted(hold.getLong("id"), what));
    }

    private List<String> entries(String action, JsonPath hold) {
        return api.get("/admin/api/audit?action=%s&object=hold/%d".formatted(action, hold.getLong("id")))
                .jsonPath()
                .getList("entries.outcome");
    }

    private Response document(String name) {
        return given().get("/v1/providers/" + old.provider() + "/" + name);
    }

    private Set<String> index() {
        Response index = document("index.json");
        assertThat(index.statusCode()).as(index.asString()).isEqualTo(200);
        return index.jsonPath().<String, Object>getMap("versions").keySet();
    }
}
