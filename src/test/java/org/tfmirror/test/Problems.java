package org.tfmirror.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;

/** What every error of the admin API is: a problem as RFC 9457 has it, and nothing of our insides. */
public final class Problems {

    private static final ObjectMapper JSON = new ObjectMapper();

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
        Map<String, Object> problem = read(body);
        assertThat(problem.keySet())
                .contains("type", "title", "status", "detail", "code")
                .isSubsetOf("type", "title", "status", "detail", "code", "violations");
        assertThat(problem)
                .containsEntry("type", "urn:tf-mirror:problem:" + code)
                .containsEntry("code", code)
                .containsEntry("status", status);
        assertThat(String.valueOf(problem.get("title"))).isNotBlank();
        assertThat(String.valueOf(problem.get("detail"))).isNotBlank();
        return response.jsonPath();
    }

    /** By Jackson: a {@link JsonPath} compiles a script for each path that it is asked for, which takes milliseconds. */
    private static Map<String, Object> read(String body) {
        try {
            return JSON.readValue(body, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new AssertionError(body, e);
        }
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
