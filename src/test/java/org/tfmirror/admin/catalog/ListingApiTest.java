package org.tfmirror.admin.catalog;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.Problems.assertProblem;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tfmirror.local.Fault;
import org.tfmirror.local.SampleRegistry;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.StackSql;

/** What operators see of versions that are not listed yet, and what they can do. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class ListingApiTest {

    private static final String LINUX = "linux_amd64";
    private static final String DARWIN = "darwin_arm64";

    private final SampleRegistry origin = MirrorStackResource.stack().registry();
    private final AdminApi api = new AdminApi(MirrorStackResource.stack().adminToken());
    private final CountDownLatch held = new CountDownLatch(1);

    @AfterEach
    void noFaults() {
        held.countDown();
        origin.faults().clear();
    }

    @Test
    void aVersionOnItsWayIsNotListedBeforeItsLastPlatformIsThere() {
        PackageId old = mirrored("listing-slow");
        publish("listing-slow", "1.1.0");
        PackageId slow = publish("listing-slow", "1.2.0");
        origin.faults().always(origin.archivePath(slow)::equals, Fault.holdUntil(held));

        long job = order(old, "~> 1.0", Map.of());
        Awaitility.await().until(() -> document(old, "1.2.0.json").statusCode() == 200);

        assertThat(index(old)).containsExactly("1.0.0");
        JsonPath waiting = catalog(old, "&listed=false");
        assertThat(waiting.getList("providers.version")).containsExactly("1.2.0");
        assertThat(waiting.getList("providers[0].waiting_for")).containsExactly(LINUX);
        assertThat(waiting.getBoolean("providers[0].listed")).isFalse();

        held.countDown();
        assertThat(api.awaitEnd(job).getString("status")).isEqualTo("completed");
        assertThat(index(old)).containsExactlyInAnyOrder("1.0.0", "1.1.0", "1.2.0");
        assertThat(catalog(old, "&listed=false").getList("providers")).isEmpty();
        assertThat(catalog(old, "&listed=true").getList("providers")).hasSize(6);
        assertThat(api.job(job).getList("warnings")).isEmpty();
    }

    @Test
    void aPlatformThatFailedKeepsAVersionOutUntilARetrySucceeds() {
        PackageId old = mirrored("listing-refused");
        long job = orderWithoutLinux(old);

        JsonPath failed = api.awaitEnd(job);

        String warning = old.provider() + " 1.1.0 is not listed yet: it waits for linux_amd64";
        assertThat(failed.getString("status")).isEqualTo("failed");
        assertThat(failed.getList("warnings")).containsExactly(warning);
        assertThat(api.get("/admin/api/jobs?limit=1").jsonPath().getList("jobs[0].warnings"))
                .containsExactly(warning);
        assertThat(api.get("/admin/api/jobs/" + job + "/events").asString())
                .contains("\"warnings\":[\"" + warning + "\"]");
        assertThat(index(old)).containsExactly("1.0.0");

        origin.faults().clear();
        api.request().post("/admin/api/jobs/" + job + "/retry").then().statusCode(200);
        JsonPath retried = api.awaitEnd(job);
        assertThat(retried.getString("status")).isEqualTo("completed");
        assertThat(retried.getList("warnings")).isEmpty();
        assertThat(index(old)).containsExactlyInAnyOrder("1.0.0", "1.1.0");
    }

    @Test
    void anOperatorListsAVersionAsItIs() {
        PackageId old = mirrored("listing-as-it-is");
        api.awaitEnd(orderWithoutLinux(old));

        JsonPath listed = list(old, "1.1.0").then().statusCode(200).extract().jsonPath();

        assertThat(listed.getString("source")).isEqualTo(old.provider().toString());
        assertThat(listed.getString("version")).isEqualTo("1.1.0");
        assertThat(listed.getBoolean("listed")).isTrue();
        assertThat(listed.getList("platforms")).containsExactly(DARWIN);
        assertThat(listed.getString("warnings[0]")).contains("1.0.0 has").contains("clients on linux_amd64");
        assertThat(index(old)).containsExactlyInAnyOrder("1.0.0", "1.1.0");
        assertThat(list(old, "1.1.0").jsonPath().getList("warnings")).isEmpty();
        JsonPath audit = api.get("/admin/api/audit?action=release.list&limit=2").jsonPath();
        assertThat(audit.getList("entries.outcome")).containsExactly("unchanged", "done");
        assertThat(audit.getList("entries.object")).containsOnly("release/" + old.provider() + "/1.1.0");
        assertThat(audit.getString("entries[1].detail")).isEqualTo("platforms=darwin_arm64 reason=linux is not wanted");
    }

    @Test
    void whatIsNotThereCannotBeListed() {
        PackageId old = mirrored("listing-unlistable");

        assertProblem(list(old, "9.9.9"), 404, "release_not_found");
        assertThat(StackSql.number(
                        "select count(*) from release where version = '9.9.9' and type = 'listing-unlistable'"))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "source, acme",
        "version, ~> 1.0",
        "source,",
        "version,",
        "reason, 'two\nlines'",
    })
    void aBadRequestToListNamesTheField(String field, String value) {
        Map<String, String> body = new HashMap<>(Map.of("source", "example.com/acme/demo", "version", "1.0.0"));
        body.put(field, value);

        Response answer =
                api.request().contentType("application/json").body(body).post("/admin/api/providers/list");

        assertProblem(answer, 400, "invalid_request");
        assertThat(answer.jsonPath().getList("violations.field")).containsExactly(field);
    }

    @Test
    void anOrderMaySayThatNothingIsWaitedFor() {
        PackageId old = mirrored("listing-order-as-is");
        failLinux(old);

        api.awaitEnd(order(old, "~> 1.0", Map.of("list_as_is", true)));

        assertThat(index(old)).containsExactlyInAnyOrder("1.0.0", "1.1.0");
    }

    @Test
    void aFileMayBeLoadedWithoutWaiting() {
        PackageId old = mirrored("listing-file-as-is");
        failLinux(old);
        String file = "provider \"%s\" { versions = [\"~> 1.0\"] platforms = [\"%s\", \"%s\"] }"
                .formatted(old.provider(), DARWIN, LINUX);

        Response refused = load(file, "yes");
        long job =
                load(file, "true").then().statusCode(202).extract().jsonPath().getLong("id");
        api.awaitEnd(job);

        assertProblem(refused, 400, "invalid_request");
        assertThat(refused.jsonPath().getString("violations[0].field")).isEqualTo("list_as_is");
        assertThat(index(old)).containsExactlyInAnyOrder("1.0.0", "1.1.0");
    }

    @Test
    void aVersionNamedForFewerPlatformsIsListedWithAWarning() {
        PackageId old = mirrored("listing-named");
        publish("listing-named", "1.1.0");

        JsonPath submitted = submit(old, List.of("1.1.0"), List.of(LINUX), Map.of());

        assertThat(submitted.getList("warnings")).hasSize(1);
        assertThat(submitted.getString("warnings[0]"))
                .startsWith(old.provider() + " 1.1.0 has no package for darwin_arm64, which 1.0.0 has");
        JsonPath job = api.awaitEnd(submitted.getLong("id"));
        assertThat(job.getList("warnings")).isEqualTo(submitted.getList("warnings"));
        assertThat(index(old)).containsExactlyInAnyOrder("1.0.0", "1.1.0");
    }

    @Test
    void toBlockOnePlatformOfAListedVersionWarns() {
        PackageId old = mirrored("listing-half-blocked");
        String id = packageId(old, LINUX);

        JsonPath blocked = put(id, true);

        assertThat(blocked.getList("warnings")).hasSize(1);
        assertThat(blocked.getString("warnings[0]")).contains("1.0.0 stays listed without linux_amd64");
        assertThat(put(id, true).getList("warnings")).hasSize(1);
        assertThat(index(old)).containsExactly("1.0.0");
        assertThat(put(id, false).getList("warnings")).isEmpty();
        assertThat(put(packageId(old, DARWIN), true).getList("warnings")).hasSize(1);
        assertThat(put(id, true).getList("warnings")).isEmpty(); // now it is in no list
        assertThat(document(old, "index.json").statusCode()).isEqualTo(404);
        put(id, false);
        assertThat(index(old)).containsExactly("1.0.0");
    }

    @Test
    void toUnblockWhatAVersionWaitsForListsIt() {
        PackageId old = mirrored("listing-unblocked");
        failLinux(old);
        long job = order(old, "~> 1.0", Map.of());
        api.awaitEnd(job);
        String id = String.valueOf(
                StackSql.number(
                        "select id from mirrored_package where type = 'listing-unblocked' and version = '1.1.0' and os = 'darwin'"));
        put(id, true);
        origin.faults().clear();
        api.request().post("/admin/api/jobs/" + job + "/retry").then().statusCode(200);
        api.awaitEnd(job);
        assertThat(index(old)).containsExactly("1.0.0");
        assertThat(catalog(old, "&listed=false").getList("providers[0].waiting_for"))
                .containsExactly(DARWIN);

        assertThat(put(id, false).getBoolean("listed")).isTrue();

        assertThat(index(old)).containsExactlyInAnyOrder("1.0.0", "1.1.0");
    }

    @Test
    void toDeleteOnePlatformOfAListedVersionWarnsAndTheLastEndsIt() {
        PackageId old = mirrored("listing-half-deleted");

        Response first = api.request().delete("/admin/api/providers/" + packageId(old, LINUX));
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.jsonPath().getString("warnings[0]")).contains("1.0.0 stays listed without linux_amd64");
        assertThat(index(old)).containsExactly("1.0.0");

        Response last = api.request().delete("/admin/api/providers/" + packageId(old, DARWIN));
        assertThat(last.statusCode()).isEqualTo(204);
        assertThat(StackSql.number("select count(*) from release where type = 'listing-half-deleted'"))
                .isZero();
    }

    private String packageId(PackageId any, String platform) {
        return catalog(any, "&platform=" + platform).getString("providers[0].id");
    }

    private JsonPath put(String id, boolean blocked) {
        return api.request()
                .contentType("application/json")
                .body(Map.of("blocked", blocked))
                .put("/admin/api/providers/" + id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private Response list(PackageId any, String version) {
        return api.request()
                .contentType("application/json")
                .body(Map.of("source", any.provider().toString(), "version", version, "reason", "linux is not wanted"))
                .post("/admin/api/providers/list");
    }

    private Response load(String file, String listAsIs) {
        return api.request()
                .multiPart("file", "providers.hcl", file.getBytes(StandardCharsets.UTF_8))
                .multiPart("list_as_is", listAsIs)
                .post("/admin/api/providers/load");
    }

    /** 1.0.0 is there for both platforms, and the origin has them. */
    private PackageId mirrored(String type) {
        PackageId any = publish(type, "1.0.0");
        JsonPath job = api.awaitEnd(
                submit(any, List.of("1.0.0"), List.of(LINUX, DARWIN), Map.of()).getLong("id"));
        assertThat(job.getString("status")).isEqualTo("completed");
        assertThat(index(any)).containsExactly("1.0.0");
        return any;
    }

    /** The package for linux. */
    private PackageId publish(String type, String version) {
        origin.publishSample("acme", type, version, DARWIN);
        return origin.publishSample("acme", type, version, LINUX);
    }

    private void failLinux(PackageId any) {
        PackageId linux = publish(any.provider().type(), "1.1.0");
        origin.faults().always(origin.metadataPath(linux)::equals, Fault.status(404));
    }

    private long orderWithoutLinux(PackageId any) {
        failLinux(any);
        return order(any, "~> 1.0", Map.of());
    }

    private long order(PackageId any, String version, Map<String, Object> more) {
        return submit(any, List.of(version), List.of(DARWIN, LINUX), more).getLong("id");
    }

    private JsonPath submit(PackageId any, List<String> versions, List<String> platforms, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(more);
        body.put(
                "providers",
                List.of(Map.of("source", any.provider().toString(), "versions", versions, "platforms", platforms)));
        return api.request()
                .contentType("application/json")
                .body(body)
                .post("/admin/api/jobs")
                .then()
                .statusCode(202)
                .extract()
                .jsonPath();
    }

    private JsonPath catalog(PackageId any, String query) {
        return api.get("/admin/api/providers?type=" + any.provider().type() + query)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static Set<String> index(PackageId any) {
        return document(any, "index.json")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .<String, Object>getMap("versions")
                .keySet();
    }

    private static Response document(PackageId any, String name) {
        return given().get("/v1/providers/" + any.provider() + "/" + name);
    }
}
