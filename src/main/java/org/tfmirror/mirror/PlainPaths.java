package org.tfmirror.mirror;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Finds nothing by a path with matrix parameters ({@code index.json;x=1}): nobody needs them here, and the framework
 * decodes such a path twice, which ends in a fault for some.
 */
@Singleton
class PlainPaths {

    private static final int PRIORITY = 500;
    private static final String MIRROR = "/v1/";

    void register(@Observes Filters filters) {
        filters.register(PlainPaths::check, PRIORITY);
    }

    private static void check(RoutingContext request) {
        String path = request.request().path();
        if (path == null || !path.startsWith(MIRROR) || path.indexOf(';') < 0) {
            request.next();
            return;
        }
        request.response()
                .setStatusCode(404)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Buffer.buffer(MirrorError.body(MirrorError.NOT_MIRRORED)));
    }
}
