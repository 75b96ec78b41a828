package org.tfmirror.admin;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Says of every operation of the admin API, present and to come, that its errors are {@link Problem}s. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class DescribedProblems implements OASFilter {

    @Override
    public void filterOpenAPI(OpenAPI document) {
        for (Map.Entry<String, PathItem> path :
                document.getPaths().getPathItems().entrySet()) {
            if (path.getKey().startsWith("/admin/api")) {
                path.getValue().getOperations().values().forEach(DescribedProblems::describe);
            }
        }
    }

    private static void describe(Operation operation) {
        Content content = OASFactory.createContent()
                .addMediaType(
                        "application/problem+json",
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref("Problem")));
        APIResponse problem =
                OASFactory.createAPIResponse().description("A problem").content(content);
        operation.getResponses().addAPIResponse("default", problem);
    }
}
