package org.tfmirror.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.CapturedLog;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.RawHttp;
import org.tfmirror.test.RawHttp.Answer;

/** Each door answers errors in its own format, and no error fills the log. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class ErrorsByPathTest {

    private static final String PROBLEM = "application/problem+json";
    private static final String TOO_LONG = "Content-Length: 2000000\r\n";
    private static final String MIRROR = "/v1/providers/example.com/acme/none/index.json";
    private static final String ADMIN = "/admin/api/jobs";

    private final AdminApi api = new AdminApi(MirrorStackResource.stack().adminToken());

    private static void assertTold(Answer answer, int status, String type) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo(type);
        assertThat(answer.body()).contains(type.equals(PROBLEM) ? "\"code\":\"" : "{\"errors\":[\"");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/nothing, 404",
        "GET, /v1/providers/a/b/c/d/e.json, 404",
        "GET, /v1/providers/example.com;a=b/acme/none/index.json, 404",
        "GET, /admin/../v1/providers/example.com/acme/none/index.json, 404",
        "POST, /v1/providers/example.com/acme/none/index.json, 405",
        "DELETE, /v1/providers/example.com/acme/none/index.json, 405"
    })
    void theMirrorTellsItsClients(String method, String path, int status) {
        assertTold(RawHttp.send(RawHttp.request(method, path, "", new byte[0])), status, "application/json");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /admin/api/nothing, 404",
        "GET, /admin/api/jobs;a=b, 404",
        "GET, /v1/providers/../../admin/api/nothing, 404",
        "DELETE, /admin/api/jobs, 405",
        "GET, /nothing, 404"
    })
    void theAdminApiTellsProblems(String method, String path, int status) {
        assertTold(RawHttp.send(RawHttp.request(method, path, "", new byte[0])), status, PROBLEM);
    }

    @ParameterizedTest
    @CsvSource({"/v1/providers/a/b/c/d.zip, application/json", "/admin/api/jobs, application/problem+json"})
    void soAreBodiesThatAreTooLong(String path, String type) {
        assertTold(RawHttp.send(RawHttp.request("POST", path, TOO_LONG, new byte[0])), 413, type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%zz",
                "/admin/api/%zz",
                "/admin/api/jobs?limit=%zz",
                "/v1/providers/a/b/c/%zz.json",
                "/v1/providers/a/b/c/%.json",
                "/q/%2"
            })
    void anEscapeThatIsNoneIsRefusedInSilence(String path) {
        try (CapturedLog log = new CapturedLog()) {
            Answer answer = RawHttp.get(path);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(log.lines()).noneMatch(line -> line.contains("vertx") || line.contains("tfmirror.web"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ADMIN, MIRROR, "/nothing"})
    void aMissingHostIsRefusedInSilence(String path) {
        byte[] request =
                "GET %s HTTP/1.1\r\nConnection: close\r\n\r\n".formatted(path).getBytes(StandardCharsets.US_ASCII);
        try (CapturedLog log = new CapturedLog()) {
            assertTold(RawHttp.send(request), 400, path.equals(MIRROR) ? "application/json" : PROBLEM);
            assertThat(log.lines()).noneMatch(line -> line.contains("vertx") || line.contains("tfmirror.web"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/metrics", "/q/openapi", "/q/./metrics", "/q"})
    void theFrameworksPagesAreOnlyRead(String path) {
        for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"}) {
            Answer answer = RawHttp.send(RawHttp.request(method, path, "", new byte[0]));

            assertTold(answer, 405, PROBLEM);
            assertThat(answer.header("allow")).isEqualTo("GET, HEAD");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/live", "/q/metrics", "/q/openapi"})
    void andTheirHeadsToo(String path) {
        assertThat(given().head(path).statusCode()).isEqualTo(200);
        assertThat(given().get(path).statusCode()).isEqualTo(200);
    }

    @Test
    void aMethodThatIsNotAllowedIsAProblem() {
        assertThat(api.request().delete(ADMIN).contentType()).isEqualTo(PROBLEM);
    }
}
