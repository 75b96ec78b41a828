package org.tfmirror.health;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.Problems;
import org.tfmirror.test.ProxyDelivery;

/** What a replica stands on goes away and comes back: it says so, is not restarted for it, and goes on by itself. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
@TestProfile(ProxyDelivery.class)
class OutageTest {

    private final MirrorStack stack = MirrorStackResource.stack();
    private final AdminApi api = new AdminApi(stack.adminToken());

    private static Response probe(String name) {
        return given().get("/q/health/" + name);
    }

    private void awaitReady(boolean ready) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> probe("ready").statusCode() == (ready ? 200 : 503));
    }

    private void assertDown(String check) {
        Response ready = probe("ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.jsonPath().getString("checks.find { it.name == '" + check + "' }.status"))
                .isEqualTo("DOWN");
        assertThat(probe("live").statusCode()).isEqualTo(200);
        for (Response each : java.util.List.of(ready, probe("live"), probe("started"), given().get("/q/health"))) {
            assertThat(each.asString())
                    .doesNotContain(stack.database().password())
                    .doesNotContain(stack.s3().secretKey())
                    .doesNotContain(stack.s3().accessKey())
                    .doesNotContain("jdbc:")
                    .doesNotContain("127.0.0.1")
                    .doesNotContain("localhost")
                    .doesNotContain("Exception");
        }
    }

    private void assertWorks(String type) {
        PackageId id = stack.registry().publishSample("acme", type, "1.0.0", "linux_amd64");
        assertThat(api.awaitEnd(api.submit(id)).getString("status")).isEqualTo("completed");
        given().get("/v1/providers/" + id.provider() + "/" + id.archiveName())
                .then()
                .statusCode(200);
    }

    @Test
    void theBucketGoesAndComesBack() {
        assertWorks("before-bucket");
        stack.s3Wire().cut();
        try {
            awaitReady(false);
            assertDown("bucket");
            assertThat(probe("ready").jsonPath().getString("checks.find { it.name == 'bucket' }.data.reason"))
                    .isEqualTo("unreachable");
            PackageId id = stack.registry().publishSample("acme", "before-bucket", "1.0.0", "linux_amd64");
            String base = "/v1/providers/" + id.provider();
            given().get(base + "/1.0.0.json").then().statusCode(200);
            Response archive = given().get(base + "/" + id.archiveName());
            assertThat(archive.statusCode()).isEqualTo(503);
            assertThat(archive.contentType()).isEqualTo("application/json");
            assertThat(archive.asString()).doesNotContain("127.0.0.1");
        } finally {
            stack.s3Wire().mend();
        }
        awaitReady(true);
        assertWorks("after-bucket");
    }

    @Test
    void theDatabaseGoesAndComesBack() throws IOException {
        assertWorks("before-database");
        stack.database().stopServer();
        try {
            awaitReady(false);
            assertDown("database");
            Problems.assertProblem(api.get("/admin/api/jobs"), 503, "database_unavailable");
            Problems.assertProblem(api.get("/admin/api/processor/status"), 503, "database_unavailable");
            Response mirror = given().get("/v1/providers/example.com/acme/none/index.json");
            assertThat(mirror.statusCode()).isEqualTo(503);
            assertThat(mirror.contentType()).isEqualTo("application/json");
            assertThat(mirror.jsonPath().getList("errors")).hasSize(1);
        } finally {
            stack.database().startServer();
        }
        awaitReady(true);
        assertWorks("after-database");
    }
}
