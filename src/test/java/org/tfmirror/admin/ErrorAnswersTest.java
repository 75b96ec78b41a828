package org.tfmirror.admin;

import static org.tfmirror.test.Problems.assertProblem;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStackResource;

/** An error before a resource is reached is a problem, too. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class ErrorAnswersTest {

    private final AdminApi api = new AdminApi(MirrorStackResource.stack().adminToken());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin/api",
                "/admin/api/",
                "/admin/api/nothing",
                "/admin/api/jobs/1/nothing",
                "/admin/api/jobs/1/cancel/now",
                "/admin/api/processor",
                "/admin/api/jobs/..%2f..%2fq",
                "/admin/api/%00"
            })
    void anUnknownPathIsNotFound(String path) {
        assertProblem(api.request().urlEncodingEnabled(false).get(path), 404, "not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /admin/api/jobs",
        "PUT, /admin/api/jobs/1",
        "GET, /admin/api/jobs/1/cancel",
        "GET, /admin/api/processor/pause",
        "PATCH, /admin/api/processor/status"
    })
    void aWrongMethodIsRefused(String method, String path) {
        assertProblem(api.request().contentType("application/json").request(method, path), 405, "method_not_allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "application/yaml"})
    void aBodyOfAnotherTypeIsRefused(String type) {
        assertProblem(
                api.request()
                        .header("Content-Type", type)
                        .body("providers: []".getBytes(StandardCharsets.US_ASCII))
                        .post("/admin/api/jobs"),
                415,
                "unsupported_media_type");
    }

    @Test
    void aTypeWeDoNotSpeakIsRefused() {
        assertProblem(api.request().accept("text/html").get("/admin/api/jobs"), 406, "not_acceptable");
    }

    @Test
    void aBodyIsNotReadForACallerWhoMayNotSendIt() {
        Response answer = io.restassured.RestAssured.given()
                .contentType("application/json")
                .body("{ not JSON")
                .post("/admin/api/jobs");

        assertProblem(answer, 401, "unauthorized");
    }
}
