package org.tfmirror;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.local.Fault;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.local.SampleRegistry;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.StackSql;

/** The whole path: a job goes in at the operators' door, and Terraform's door serves what it asked for. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class MirrorJobTest {

    private final SampleRegistry origin = MirrorStackResource.stack().registry();
    private final AdminApi api = new AdminApi(MirrorStackResource.stack().adminToken());

    @BeforeEach
    void noFaults() {
        origin.faults().clear();
    }

    @Test
    void aSubmittedPackageIsServedAsItsOriginHasIt() throws Exception {
        PackageId id = origin.publishSample("acme", "whole", "1.2.0", "linux_amd64");
        byte[] archive = SamplePackages.small(id);

        JsonPath job = api.awaitEnd(api.submit(id));

        assertThat(job.getString("status")).isEqualTo("completed");
        assertThat(job.getInt("progress")).isEqualTo(100);
        assertThat(job.getString("created_by")).isEqualTo("alice");
        assertThat(job.getLong("items[0].size_bytes")).isEqualTo(archive.length);
        assertThat(job.getInt("items[0].attempts")).isEqualTo(1);
        String base = "/v1/providers/" + id.provider();
        given().get(base + "/index.json")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("versions", hasKey("1.2.0"));
        JsonPath version = given().get(base + "/1.2.0.json")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .extract()
                .jsonPath();
        List<String> hashes = version.getList("archives.linux_amd64.hashes");
        assertThat(hashes)
                .hasSize(2)
                .anyMatch(hash -> hash.startsWith("h1:"))
                .contains("zh:"
                        + HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(archive)));
        String location = given().redirects()
                .follow(false)
                .get(base + "/" + version.getString("archives.linux_amd64.url"))
                .then()
                .statusCode(307)
                .extract()
                .header("Location");
        assertThat(bytesOf(location)).isEqualTo(archive);
    }

    @Test
    void aConstraintBringsEveryVersionThatMatches() {
        for (String version : List.of("1.0.0", "1.10.0", "1.9.0", "2.0.0-rc1", "2.0.0")) {
            origin.publishSample("acme", "ranged", version, "linux_amd64");
        }
        PackageId newest = origin.publishSample("acme", "ranged", "1.10.0", "linux_arm64");

        JsonPath job = api.awaitEnd(submit(newest, List.of("~> 1.9", "1.10.0"), "linux_amd64", "linux_arm64"));

        assertThat(job.getString("status")).isEqualTo("completed");
        assertThat(job.getInt("total_items")).isEqualTo(3);
        assertThat(job.getInt("progress")).isEqualTo(100);
        assertThat(job.getList("items.version")).containsExactly("1.10.0", "1.10.0", "1.9.0");
        given().get("/v1/providers/" + newest.provider() + "/index.json")
                .then()
                .body("versions.keySet()", containsInAnyOrder("1.9.0", "1.10.0"));
    }

    @Test
    void aConstraintThatMatchesNothingIsAFailedItem() {
        PackageId id = origin.publishSample("acme", "unmatched", "1.0.0", "linux_amd64");

        JsonPath job = api.awaitEnd(submit(id, List.of("~> 9.0", "latest"), "linux_amd64", "linux_arm64"));

        assertThat(job.getString("status")).isEqualTo("failed");
        assertThat(job.getInt("total_items")).isEqualTo(3);
        assertThat(job.getInt("completed_items")).isEqualTo(1);
        assertThat(job.getInt("failed_items")).isEqualTo(2);
        assertThat(job.getList("items.error_code")).containsExactly("no_version_matches", "platform_not_offered", null);
        assertThat(job.getString("items[0].version")).isEqualTo("~> 9.0");
        assertThat(job.getString("items[0].platform")).isEqualTo("linux_amd64, linux_arm64");
        assertThat(job.getString("items[0].error_message")).endsWith("the newest is 1.0.0");
        assertThat(job.getString("items[1].version")).isEqualTo("latest");
        assertThat(job.getString("items[1].error_message")).endsWith("is offered for linux_arm64");
    }

    @Test
    void theProgressIsZeroWhileAConstraintIsToBeExpanded() {
        PackageId id = origin.publishSample("acme", "later", "1.0.0", "linux_amd64");
        origin.publishSample("acme", "later", "1.1.0", "linux_amd64");
        api.request().post("/admin/api/processor/pause").then().statusCode(200);
        long job = submit(id, List.of("1.0.0", "latest"), "linux_amd64");
        StackSql.update(
                "update job_item set next_attempt_at = now() + interval '1 hour', error_code = 'rate_limited'"
                        + " where job_id = ? and version is null",
                job);
        api.request().post("/admin/api/processor/resume").then().statusCode(200);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> api.job(job).getInt("completed_items") == 1);
        JsonPath waiting = api.job(job);
        assertThat(waiting.getString("status")).isIn("pending", "running");
        assertThat(waiting.getInt("total_items")).isEqualTo(1);
        assertThat(waiting.getInt("progress")).isZero();
        assertThat(waiting.getList("items.version")).containsExactly("latest", "1.0.0");
        assertThat(waiting.getString("items[0].error_code")).isEqualTo("rate_limited");
        assertThat(api.get("/admin/api/jobs?limit=1").jsonPath().getInt("jobs[0].progress"))
                .isZero();

        api.request().post("/admin/api/jobs/" + job + "/cancel").then().statusCode(200);
        assertThat(api.awaitEnd(job).getInt("progress")).isEqualTo(100);
    }

    private long submit(PackageId any, List<String> versions, String... platforms) {
        return api.request()
                .contentType("application/json")
                .body(Map.of(
                        "providers",
                        List.of(Map.of(
                                "source", any.provider().toString(),
                                "versions", versions,
                                "platforms", List.of(platforms)))))
                .post("/admin/api/jobs")
                .then()
                .statusCode(202)
                .extract()
                .jsonPath()
                .getLong("id");
    }

    @Test
    void aBadArchiveFailsAtOnceAndIsNeverSeen() {
        PackageId id = origin.publishSample("acme", "tampered", "1.0.0", "linux_amd64");
        origin.faults().always(origin.archivePath(id)::equals, Fault.corruptByteAt(100));

        JsonPath job = api.awaitEnd(api.submit(id));

        assertThat(job.getString("status")).isEqualTo("failed");
        assertThat(job.getString("items[0].error_code")).isEqualTo("checksum_mismatch");
        assertThat(job.getInt("items[0].attempts")).isEqualTo(1);
        given().get("/v1/providers/" + id.provider() + "/index.json").then().statusCode(404);
    }

    @Test
    void aTransientFaultIsTriedAgain() {
        PackageId id = origin.publishSample("acme", "flaky", "1.0.0", "linux_amd64");
        origin.faults().first(2, origin.metadataPath(id)::equals, Fault.status(503));

        JsonPath job = api.awaitEnd(api.submit(id));

        assertThat(job.getString("status")).isEqualTo("completed");
        assertThat(job.getInt("items[0].attempts")).isEqualTo(3);
        assertThat(job.getString("items[0].error_code")).isNull();
    }

    @Test
    void theOtherItemsOfAJobAreMirroredWhenOneIsUnknown() {
        PackageId known = origin.publishSample("acme", "half", "1.0.0", "linux_amd64");
        PackageId unknown =
                new PackageId(known.provider(), org.tfmirror.provider.ProviderVersion.parse("9.9.9"), known.platform());

        JsonPath job = api.awaitEnd(api.submit(unknown, known));

        assertThat(job.getString("status")).isEqualTo("failed");
        assertThat(job.getInt("completed_items")).isEqualTo(1);
        assertThat(job.getInt("failed_items")).isEqualTo(1);
        assertThat(job.getString("items[0].error_code")).isEqualTo("not_found");
        assertThat(job.getString("items[1].status")).isEqualTo("completed");
    }

    @Test
    void whatIsMirroredAlreadyIsNotFetchedAgain() {
        PackageId id = origin.publishSample("acme", "again", "1.0.0", "linux_amd64");
        api.awaitEnd(api.submit(id));
        long before = origin.requests().size();

        JsonPath job = api.awaitEnd(api.submit(id));

        assertThat(job.getString("status")).isEqualTo("completed");
        assertThat(origin.requests()).hasSize((int) before);
    }

    @Test
    void theProcessorTellsItsState() {
        api.get("/admin/api/processor/status")
                .then()
                .statusCode(200)
                .body("running", equalTo(true))
                .body("max_concurrent_jobs", equalTo(3))
                .body("paused", equalTo(false));
    }

    /** With a client that leaves a signed URL as it is. */
    private static byte[] bytesOf(String url) throws Exception {
        HttpResponse<byte[]> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }
}
