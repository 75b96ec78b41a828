package org.tfmirror.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Finds nothing by a path with matrix parameters ({@code /jobs/1;x=1}): no endpoint needs them, and the framework
 * decodes such a path twice, which ends in a fault for some.
 */
@Singleton
class MatrixParameterFilter {

    private static final int PRIORITY = 500;

    private final ErrorFormats formats;

    MatrixParameterFilter(ErrorFormats formats) {
        this.formats = formats;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext request) {
        String path = request.request().path();
        if (path == null || path.indexOf(';') < 0) {
            request.next();
        } else {
            formats.send(request, Problem.of(404, "not_found", "there is no such path"));
        }
    }
}
