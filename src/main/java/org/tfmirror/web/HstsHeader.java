package org.tfmirror.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Tells clients that came by TLS to come by nothing else from now on
 * (<a href="https://www.rfc-editor.org/rfc/rfc6797#section-7.2">RFC 6797, 7.2</a>: over plain HTTP it must not be said,
 * which the framework's own header settings cannot tell apart). Where those set the header, it stays as they have it.
 */
@Singleton
class HstsHeader {

    private static final String HEADER = "Strict-Transport-Security";
    private static final String A_YEAR = "max-age=31536000";
    /** Before all that may answer. */
    private static final int PRIORITY = 2_000;

    void register(@Observes Filters filters) {
        filters.register(HstsHeader::ask, PRIORITY);
    }

    private static void ask(RoutingContext request) {
        if (request.request().isSSL()) {
            request.addHeadersEndHandler(ended -> {
                MultiMap headers = request.response().headers();
                if (!headers.contains(HEADER)) {
                    headers.set(HEADER, A_YEAR);
                }
            });
        }
        request.next();
    }
}
