package org.tfmirror;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.MirroredSamples;

/** The headers that every answer has, from every door. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class HeadersTest {

    private final AdminApi api = new AdminApi(MirrorStackResource.stack().adminToken());

    @ParameterizedTest
    @CsvSource({
        "/admin/api/jobs, 200",
        "/admin/api/audit, 200",
        "/admin/api/jobs?limit=0, 400",
        "/admin/api/jobs/999999999, 404",
        "/admin/api/nothing, 404",
        "/v1/providers/example.com/acme/none/index.json, 404",
        "/v1/nothing, 404",
        "/nothing, 404",
        "/q/health/live, 200",
        "/q/metrics, 200",
        "/q/openapi, 200"
    })
    void everyAnswerIsGuardedAgainstBrowsers(String path, int status) {
        Response answer = api.get(path);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertGuarded(answer);
    }

    @Test
    void soAreThoseThatNoResourceGives() {
        assertGuarded(given().get("/admin/api/jobs"));
        assertGuarded(given().header("Authorization", "Bearer garbage").get("/admin/api/jobs"));
        assertGuarded(api.request()
                .contentType("application/json")
                .body("x".repeat(1_100_000))
                .post("/admin/api/jobs"));
        assertGuarded(given().redirects()
                .follow(false)
                .get(MirroredSamples.archivePath(MirroredSamples.small("guarded", "1.0.0", "linux_amd64"))));
    }

    private static void assertGuarded(Response answer) {
        assertThat(answer.headers().getValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.headers().getValues("Content-Security-Policy"))
                .containsExactly("default-src 'none'; frame-ancestors 'none'");
        assertThat(answer.headers().getValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(answer.header("Server")).isNull();
        assertThat(answer.header("X-Powered-By")).isNull();
        assertThat(answer.header("Strict-Transport-Security"))
                .as("over plain HTTP")
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"/admin/api/jobs, 200", "/admin/api/audit, 200", "/admin/api/jobs/0, 404", "/admin/api/nothing, 404"})
    void whatOperatorsReadIsKeptNowhere(String path, int status) {
        Response answer = api.get(path);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().getValues("Cache-Control")).containsExactly("no-store");
    }

    @Test
    void aRefusedCallIsKeptNowhereEither() {
        assertThat(given().get("/admin/api/jobs").header("Cache-Control")).isEqualTo("no-store");
    }
}
