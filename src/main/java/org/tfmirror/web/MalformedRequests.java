package org.tfmirror.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.VertxException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Refuses requests that no route can read: without a {@code Host} header, or with invalid escapes in the URL. The
 * framework would log each as an error of ours, with its stack.
 */
@Singleton
class MalformedRequests {

    private static final Logger LOG = Logger.getLogger(MalformedRequests.class);

    private static final int PRIORITY = 4_000;

    private final ErrorFormats formats;

    MalformedRequests(ErrorFormats formats) {
        this.formats = formats;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    /** The router fails a request without a host before any filter sees it. */
    void register(@Observes Router router) {
        router.route().order(-PRIORITY).failureHandler(request -> {
            if (request.statusCode() == 400 && request.failure() instanceof VertxException) {
                refuse(request, "the Host header is missing or is not a host");
            } else {
                request.next();
            }
        });
    }

    private void check(RoutingContext request) {
        if (isReadable(request)) {
            request.next();
        } else {
            refuse(request, "the URL has a percent sign that begins no escape");
        }
    }

    private static boolean isReadable(RoutingContext request) {
        try {
            request.normalizedPath();
            request.queryParams();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void refuse(RoutingContext request, String why) {
        LOG.debugf("malformed request refused reason=%s", why);
        formats.send(request, Problem.of(400, "malformed_request", why));
    }
}
