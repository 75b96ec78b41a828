package org.tfmirror;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStackResource;

/**
 * The whole way through the artefact that is shipped: the packaged jar, or with {@code -Dnative} the executable. It
 * touches what only a native image can lack: each JSON document, the schema's files, OpenPGP, TLS to the origin, S3.
 */
@QuarkusIntegrationTest
@QuarkusTestResource(MirrorStackResource.class)
class PackagedIT {

    @Test
    void aProviderIsMirroredAndOffered() throws Exception {
        PackageId id = MirrorStackResource.stack().registry().publishSample("acme", "packaged", "1.2.3", "linux_amd64");
        AdminApi api = new AdminApi(MirrorStackResource.stack().adminToken());

        JsonPath job = api.awaitEnd(api.submit(id));

        assertThat(job.getString("status")).isEqualTo("completed");
        assertThat(job.getString("items[0].source")).isEqualTo(id.provider().toString());
        String base = "/v1/providers/" + id.provider() + "/";
        assertThat(given().get(base + "index.json").asString()).isEqualTo("{\"versions\":{\"1.2.3\":{}}}");
        JsonPath version = given().get(base + "1.2.3.json").jsonPath();
        assertThat(version.getList("archives.linux_amd64.hashes", String.class))
                .anyMatch(hash -> hash.startsWith("h1:"))
                .anyMatch(hash -> hash.startsWith("zh:"));
        given().redirects()
                .follow(false)
                .get(base + version.getString("archives.linux_amd64.url"))
                .then()
                .statusCode(307);
        assertThat(MirrorStackResource.stack().visibleKeys()).contains(id.provider() + "/" + id.archiveName());
    }

    @Test
    void wrongRequestsAndUnknownCallersAreToldSoInJson() {
        AdminApi api = new AdminApi(MirrorStackResource.stack().adminToken());

        JsonPath problem = api.request()
                .contentType("application/json")
                .body("{\"providers\":[{\"source\":\"!\",\"versions\":[\"1.0.0\"],\"platforms\":[\"linux_amd64\"]}]}")
                .post("/admin/api/jobs")
                .then()
                .statusCode(400)
                .extract()
                .jsonPath();
        assertThat(problem.getString("violations[0].field")).isEqualTo("providers[0].source");
        given().get("/admin/api/jobs").then().statusCode(401);
        assertThat(api.get("/admin/api/jobs?limit=1").jsonPath().getMap("")).containsKeys("jobs", "next");
        assertThat(api.get("/admin/api/processor/status").jsonPath().getInt("max_concurrent_jobs"))
                .isPositive();
    }

    @Test
    void theProbesAndTheMetricsAnswer() {
        for (String probe : new String[] {"live", "ready", "started"}) {
            given().get("/q/health/" + probe).then().statusCode(200);
        }
        assertThat(given().get("/q/metrics").asString()).contains("http_server_requests_seconds");
        assertThat(given().get("/q/openapi").asString()).contains("/admin/api/jobs");
    }
}
