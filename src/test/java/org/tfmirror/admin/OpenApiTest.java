package org.tfmirror.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.OpenApi;
import org.tfmirror.test.OpenApi.Operation;

/** The API describes itself so that a client can be made from it. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class OpenApiTest {

    private OpenApi api = new OpenApi(MissingNode.getInstance());

    @BeforeEach
    void readIt() {
        api = OpenApi.read();
    }

    @Test
    void namesTheApplication() {
        assertThat(api.document().path("openapi").asText()).startsWith("3.");
        assertThat(api.document().path("info").path("title").asText()).isEqualTo("TF Mirror");
        assertThat(api.document().path("info").path("version").asText()).isNotBlank();
    }

    @Test
    void everyOperationHasANameOfItsOwn() {
        Set<String> ids = new HashSet<>();
        for (Operation operation : api.operations()) {
            JsonNode id = operation.description().path("operationId");
            assertThat(id.asText()).as("operationId of %s", operation).isNotEmpty();
            assertThat(ids.add(id.asText())).as("%s is named once", id).isTrue();
        }
    }

    @Test
    void propertiesAreInSnakeCase() {
        assertThat(api.propertyNames())
                .contains("total_items", "max_concurrent_jobs", "downloaded_bytes", "violations")
                .allMatch(name -> name.matches("[a-z][a-z0-9]*(_[a-z0-9]+)*"));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<JsonNode> references = api.document().findValues("$ref");
        assertThat(references).isNotEmpty();
        for (JsonNode reference : references) {
            assertThat(reference.asText()).startsWith("#/");
            assertThat(api.document().at(reference.asText().substring(1)).isMissingNode())
                    .as(reference.asText())
                    .isFalse();
        }
    }

    @Test
    void adminOperationsNeedATokenAndAnswerProblems() {
        JsonNode schemes = api.document().path("components").path("securitySchemes");
        for (Operation operation : api.operations()) {
            JsonNode security = operation.description().path("security");
            if (!operation.path().startsWith("/admin/api")) {
                assertThat(security).as("security of %s", operation).isEmpty();
                continue;
            }
            assertThat(security).as("security of %s", operation).isNotEmpty();
            security.forEach(each -> each.fieldNames()
                    .forEachRemaining(
                            name -> assertThat(schemes.has(name)).as(name).isTrue()));
            JsonNode responses = operation.description().path("responses");
            assertThat(responses.has("401")).as("401 of %s", operation).isTrue();
            assertThat(responses.has("403")).as("403 of %s", operation).isTrue();
            JsonNode problem = responses.path("default").path("content").path("application/problem+json");
            assertThat(problem.isMissingNode()).as("problem of %s", operation).isFalse();
        }
    }
}
