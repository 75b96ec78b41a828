package org.tfmirror.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Finds nothing by a path with matrix parameters ({@code /jobs/1;x=1}): nobody needs them here, and the framework
 * decodes such a path twice, which ends in a fault for some.
 */
@Singleton
class PlainPaths {

    private static final int PRIORITY = 500;
    private static final String API = "/admin/";

    private final String problem;

    PlainPaths(ObjectMapper mapper) throws JsonProcessingException {
        problem = mapper.writeValueAsString(new Problem(
                "urn:tf-mirror:problem:not_found", "Not Found", 404, "there is no such path", "not_found", List.of()));
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext request) {
        String path = request.request().path();
        if (path == null || !path.startsWith(API) || path.indexOf(';') < 0) {
            request.next();
            return;
        }
        request.response()
                .setStatusCode(404)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE.toString())
                .end(problem);
    }
}
