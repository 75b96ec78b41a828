package org.tfmirror.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;

/** What every error of the admin API is: a problem as RFC 9457 has it, and nothing of our insides. */
public final class Problems {

    private Problems() {}

    /** Fails unless the answer is this problem; the body otherwise. */
    public static JsonPath assertProblem(Response response, int status, String code) {
        String body = response.asString();
        assertThat(response.statusCode()).as(body).isEqualTo(status);
        assertThat(response.contentType()).as(body).isEqualTo("application/problem+json");
        assertThat(body)
                .doesNotContain("Exception")
                .doesNotContain("org.")
                .doesNotContain("java.")
                .doesNotContain("io.quarkus")
                .doesNotContain("\\tat ");
        JsonPath problem = response.jsonPath();
        assertThat(problem.getMap("").keySet())
                .contains("type", "title", "status", "detail", "code")
                .isSubsetOf("type", "title", "status", "detail", "code", "violations");
        assertThat(problem.getString("type")).isEqualTo("urn:tf-mirror:problem:" + code);
        assertThat(problem.getString("code")).isEqualTo(code);
        assertThat(problem.getInt("status")).isEqualTo(status);
        assertThat(problem.getString("title")).isNotBlank();
        assertThat(problem.getString("detail")).isNotBlank();
        return problem;
    }

    /** Fails unless the answer says that this field is wrong, and why. */
    public static void assertViolation(Response response, String field, String message) {
        JsonPath problem = assertProblem(response, 400, "invalid_request");
        List<String> fields = problem.getList("violations.field");
        assertThat(fields).as(response.asString()).contains(field);
        List<String> messages = problem.getList("violations.message");
        assertThat(messages.get(fields.indexOf(field))).contains(message);
    }
}
