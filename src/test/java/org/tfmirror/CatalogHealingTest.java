package org.tfmirror;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.Problems.assertProblem;
import static org.tfmirror.test.Problems.assertViolation;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.local.SampleRegistry;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.MirroredSamples;
import org.tfmirror.test.StackSql;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** The whole path of a package that goes bad in the bucket, and of one that an operator deletes. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class CatalogHealingTest {

    private final MirrorStack stack = MirrorStackResource.stack();
    private final SampleRegistry origin = stack.registry();
    private final AdminApi api = new AdminApi(stack.adminToken());

    @AfterEach
    void processorRuns() {
        api.request().post("/admin/api/processor/resume").then().statusCode(200);
    }

    private static String keyOf(PackageId id) {
        return MirrorLayout.atTop().keyOf(id).value();
    }

    private static long rowOf(PackageId id) {
        return StackSql.number(
                "select coalesce(max(id), 0) from mirrored_package where type = ? and version = ?",
                id.provider().type(),
                id.version().toString());
    }

    private JsonPath details(PackageId id) {
        return api.get("/admin/api/providers/" + rowOf(id))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private Response verify(Object body) {
        return api.request().contentType("application/json").body(body).post("/admin/api/providers/verify");
    }

    private JsonPath verified(PackageId id) {
        long job = verify(Map.of("source", id.provider().toString()))
                .then()
                .statusCode(202)
                .extract()
                .jsonPath()
                .getLong("id");
        return api.awaitEnd(job);
    }

    private void alter(PackageId id) {
        byte[] bytes = SamplePackages.small(id);
        bytes[bytes.length / 2] ^= 1;
        try (S3Client s3 = stack.s3Client()) {
            s3.putObject(
                    put -> put.bucket(MirrorStack.BUCKET).key(keyOf(id)).metadata(metadata(s3, id)),
                    RequestBody.fromBytes(bytes));
        }
    }

    /** So that nothing but the bytes themselves tells. */
    private static Map<String, String> metadata(S3Client s3, PackageId id) {
        return s3.headObject(head -> head.bucket(MirrorStack.BUCKET).key(keyOf(id)))
                .metadata();
    }

    @Test
    void anAlteredObjectIsFoundNotServedAndHealedByADownload() {
        PackageId id = MirroredSamples.small("altered", "1.0.0", "linux_amd64");
        String path = MirroredSamples.archivePath(id);
        alter(id);

        JsonPath job = verified(id);

        assertThat(job.getString("kind")).isEqualTo("verify");
        assertThat(job.getString("status")).isEqualTo("failed");
        assertThat(job.getInt("progress")).isEqualTo(100);
        assertThat(job.getString("items[0].error_code")).isEqualTo("object_altered");
        assertThat(job.getString("items[0].error_message")).contains(keyOf(id));
        assertThat(details(id).getString("integrity")).isEqualTo("altered");
        assertThat(details(id).getString("checked_at")).isNotNull();
        assertThat(given().redirects().follow(false).get(path).statusCode()).isEqualTo(404);
        assertThat(given().get("/v1/providers/" + id.provider() + "/index.json").statusCode())
                .isEqualTo(404);

        assertThat(api.awaitEnd(api.submit(id)).getString("status")).isEqualTo("completed");

        assertThat(details(id).getString("integrity")).isEqualTo("intact");
        assertThat(given().redirects().follow(false).get(path).statusCode()).isEqualTo(307);
        assertThat(verified(id).getString("status")).isEqualTo("completed");
    }

    @Test
    void aMissingObjectIsFoundAndHealed() {
        PackageId id = MirroredSamples.small("missing", "1.0.0", "linux_amd64");
        PackageId other = MirroredSamples.small("missing", "2.0.0", "linux_amd64");
        try (S3Client s3 = stack.s3Client()) {
            s3.deleteObject(delete -> delete.bucket(MirrorStack.BUCKET).key(keyOf(id)));
        }

        JsonPath job = verified(id);

        assertThat(job.getList("items.status")).containsExactlyInAnyOrder("failed", "completed");
        assertThat(job.getList("items.error_code")).contains("object_missing");
        assertThat(details(id).getString("integrity")).isEqualTo("missing");
        assertThat(details(other).getString("integrity")).isEqualTo("intact");
        assertThat(given().get("/v1/providers/" + id.provider() + "/index.json")
                        .jsonPath()
                        .getMap("versions"))
                .containsOnlyKeys("2.0.0");
        api.awaitEnd(api.submit(id));
        assertThat(details(id).getString("integrity")).isEqualTo("intact");
        assertThat(stack.visibleKeys()).contains(keyOf(id));
    }

    @Test
    void aVerificationIsAJobOfExactlyWhatWasNamed() {
        PackageId id = MirroredSamples.small("named", "1.0.0", "linux_amd64");
        MirroredSamples.small("named", "1.0.0", "darwin_arm64");
        MirroredSamples.small("named", "1.1.0", "linux_amd64");
        api.request().post("/admin/api/processor/pause").then().statusCode(200);
        String source = id.provider().toString();

        assertThat(totalOf(Map.of("source", source))).isEqualTo(3);
        assertThat(totalOf(Map.of("source", source, "version", "1.0.0"))).isEqualTo(2);
        assertThat(totalOf(Map.of("source", source, "platform", "linux_amd64"))).isEqualTo(2);
        assertThat(totalOf(Map.of("source", source, "version", "1.0", "platform", "darwin_arm64")))
                .isEqualTo(1);
        long all = StackSql.number("select count(*) from mirrored_package");
        assertThat(totalOf(Map.of())).isEqualTo((int) all);

        Response answer = verify(Map.of("source", source));
        JsonPath job = answer.jsonPath();
        assertThat(answer.header("Location")).endsWith("/admin/api/jobs/" + job.getLong("id"));
        assertThat(job.getMap("").keySet()).doesNotContain("items");
        assertThat(job.getString("kind")).isEqualTo("verify");
        assertThat(job.getString("status")).isEqualTo("pending");
        assertThat(job.getString("created_by")).isEqualTo("alice");
        assertThat(api.job(job.getLong("id")).getList("items.version")).containsOnly("1.0.0", "1.1.0");
        api.request().post("/admin/api/jobs/" + job.getLong("id") + "/cancel");
        assertThat(api.job(job.getLong("id")).getString("status")).isEqualTo("cancelled");
    }

    private int totalOf(Map<String, String> body) {
        JsonPath job = verify(body).then().statusCode(202).extract().jsonPath();
        api.request().post("/admin/api/jobs/" + job.getLong("id") + "/cancel");
        return job.getInt("total_items");
    }

    @Test
    void aVerificationOfAllNeedsNoBody() {
        MirroredSamples.small("all", "1.0.0", "linux_amd64");

        Response answer = api.request().contentType("application/json").post("/admin/api/providers/verify");

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(202);
        api.request().post("/admin/api/jobs/" + answer.jsonPath().getLong("id") + "/cancel");
    }

    @Test
    void whereNothingIsNamedThatIsThereNoJobBegins() {
        assertProblem(verify(Map.of("source", "registry.example.com/acme/none")), 409, "nothing_to_verify");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"source\":\"a b\"}|source",
                "{\"version\":\"~> 1.0\"}|version",
                "{\"platform\":\"linux\"}|platform",
                "{\"sources\":[]}|sources",
                "{\"source\":5}|source",
                "[]|''"
            })
    void aVerificationThatIsNotUnderstoodIsRefused(String body, String field) {
        assertViolation(verify(body), field, "");
    }

    @Test
    void aDeletedPackageIsGoneAndALaterJobFetchesItAnew() {
        PackageId id = MirroredSamples.small("deleted", "1.0.0", "linux_amd64");
        long row = rowOf(id);
        long fetched = fetchesOf(id);

        Response answer = api.request().delete("/admin/api/providers/" + row);

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(204);
        assertThat(stack.visibleKeys()).doesNotContain(keyOf(id));
        assertThat(rowOf(id)).isZero();
        assertThat(given().get(MirroredSamples.archivePath(id)).statusCode()).isEqualTo(404);
        assertThat(given().get("/v1/providers/" + id.provider() + "/index.json").statusCode())
                .isEqualTo(404);
        assertProblem(api.get("/admin/api/providers/" + row), 404, "package_not_found");
        assertProblem(api.request().delete("/admin/api/providers/" + row), 404, "package_not_found");

        assertThat(api.awaitEnd(api.submit(id)).getString("status")).isEqualTo("completed");
        assertThat(fetchesOf(id)).isEqualTo(fetched + 1);
        assertThat(rowOf(id)).isGreaterThan(row);
    }

    private long fetchesOf(PackageId id) {
        return origin.requestCount(origin.archivePath(id)::equals);
    }

    @Test
    void aPackageInAJobsHandsIsNotDeleted() {
        PackageId id = MirroredSamples.small("held", "1.0.0", "linux_amd64");
        api.request().post("/admin/api/processor/pause").then().statusCode(200);
        StackSql.update("insert into job (status, created_by, total_items, lease_owner, lease_expires_at)"
                + " values ('running', 'held', 0, 'x', now() + interval '1 hour')");
        StackSql.update(
                "insert into package_download (hostname, namespace, type, version, os, arch, job_id, lease_epoch)"
                        + " select hostname, namespace, mirrored_package.type, version, os, arch, job.id, 0"
                        + " from mirrored_package, job where mirrored_package.type = 'held' and created_by = 'held'");
        try {
            assertProblem(api.request().delete("/admin/api/providers/" + rowOf(id)), 409, "package_in_use");
            assertThat(stack.visibleKeys()).contains(keyOf(id));
        } finally {
            StackSql.update("delete from job where created_by = 'held'");
        }
        assertThat(api.request().delete("/admin/api/providers/" + rowOf(id)).statusCode())
                .isEqualTo(204);
    }
}
