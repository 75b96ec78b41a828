package org.tfmirror.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.Problems.assertProblem;
import static org.tfmirror.test.Problems.assertViolation;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.OpenApi;
import org.tfmirror.test.OpenApi.Operation;

/** The admin API takes the parameters that it describes, each once, and no others. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class ParametersTest {

    private static final String LOAD = "/admin/api/providers/load";

    private final AdminApi api = new AdminApi(MirrorStackResource.stack().adminToken());

    private Response call(Operation operation, String query) {
        RequestSpecification request = api.request();
        Iterator<String> types =
                operation.description().at("/requestBody/content").fieldNames();
        if (types.hasNext()) {
            request.header("Content-Type", types.next());
        }
        return request.urlEncodingEnabled(false)
                .request(operation.method(), operation.path().replaceAll("\\{[^}]*}", "999999999") + "?" + query);
    }

    @Test
    void everyOperationRefusesAnUnknownParameterByName() {
        for (Operation operation : OpenApi.read().operations()) {
            if (operation.path().startsWith("/admin/api/")) {
                assertViolation(call(operation, "statsu=failed"), "statsu", "query parameter");
            }
        }
    }

    @Test
    void everyParameterThatIsDescribedIsTaken() {
        for (Operation operation : OpenApi.read().operations()) {
            for (JsonNode parameter : operation.description().path("parameters")) {
                String name = parameter.path("name").asText();
                if (operation.path().startsWith("/admin/api/")
                        && parameter.path("in").asText().equals("query")) {
                    assertThat(call(operation, name + "=1").asString()).doesNotContain("unknown query parameter");
                    assertViolation(call(operation, name + "=1&" + name + "=1"), name, "more than once");
                }
            }
        }
    }

    @Test
    void aNameThatIsNoneIsNotRepeated() {
        assertViolation(api.request().urlEncodingEnabled(false).get("/admin/api/jobs?%0a%3cb=1"), "query", "unknown");
    }

    /** Digits of other scripts, which the JDK's own parser takes. */
    @ParameterizedTest
    @ValueSource(strings = {"%D9%A1", "%EF%BC%91", "%2B1", "1%20", "01x", "-1", "0x1"})
    void aNumberInAQueryIsOfAsciiDigits(String number) {
        assertViolation(
                api.request().urlEncodingEnabled(false).get("/admin/api/jobs?limit=" + number),
                "limit",
                "whole number");
        assertViolation(
                api.request().urlEncodingEnabled(false).get("/admin/api/providers?after=" + number),
                "after",
                "whole number");
    }

    @ParameterizedTest
    @CsvSource({"/admin/api/jobs/%D9%A1", "/admin/api/providers/%EF%BC%91", "/admin/api/jobs/+1", "/admin/api/jobs/-1"})
    void anIdInAPathIsOfAsciiDigits(String path) {
        assertProblem(api.request().urlEncodingEnabled(false).get(path), 404, "not_found");
    }

    private Response load(String body) {
        return api.request()
                .header("Content-Type", "multipart/form-data; boundary=b")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post(LOAD);
    }

    private static String part(String headers) {
        return "--b\r\n%s\r\n\r\nx\r\n".formatted(headers);
    }

    @Test
    void aFormOfTooManyPartsIsRefused() {
        String part = part("Content-Disposition: form-data; name=\"platforms\"");

        assertViolation(load(part.repeat(1_001) + "--b--\r\n"), "", "too many parts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Disposition: form-data; name=\"platforms\"\r\nContent-Type: text/plain; charset=nonsense",
                "Content-Disposition: form-data; name=\"platforms\"\r\nContent-Type: nonsense",
                "Content-Disposition: form-data; name=\"file\"; filename*=nonsense''x"
            })
    void aPartThatCannotBeReadIsRefused(String headers) {
        Response answer = load(part(headers) + "--b--\r\n");

        assertProblem(answer, 400, "invalid_request");
    }

    @Test
    void theFormIsDescribedWithOneFile() {
        JsonNode form =
                OpenApi.read().document().findValue("multipart/form-data").at("/schema/properties");

        assertThat(form.properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("file", "platforms", "list_as_is", "waive");
        assertThat(form.at("/file/type").asText()).isEqualTo("string");
    }

    @Test
    void aSecondFileIsRefusedByName() {
        String file = part("Content-Disposition: form-data; name=\"file\"; filename=\"a.hcl\"");

        assertViolation(load(file + file + "--b--\r\n"), "file", "more than once");
    }
}
