package org.tfmirror.setup;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.tfmirror.test.MirrorStackResource;

/** The address under which anybody is told how to use the mirror. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class SetupPageTest {

    @Test
    void a_terminal_gets_text() {
        Response answer = given().header("Accept", "*/*").get("/setup");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("text/plain;charset=utf-8");
        assertThat(answer.asString()).startsWith("Install providers from this mirror\n=====");
    }

    @Test
    void a_browser_gets_a_page() {
        Response answer = given().header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
                .get("/setup");

        assertThat(answer.contentType()).isEqualTo("text/html;charset=utf-8");
        assertThat(answer.header("Vary")).isEqualTo("Accept");
        assertThat(answer.asString()).contains("<h1>Install providers from this mirror</h1>");
    }

    @Test
    void no_request_chooses_the_address() {
        Response answer = given().header("Host", "evil.test")
                .header("X-Forwarded-Host", "evil.test")
                .get("/setup");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asString()).doesNotContain("evil.test");
    }
}
