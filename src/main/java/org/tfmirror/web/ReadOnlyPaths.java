package org.tfmirror.web;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Allows only GET and HEAD under {@code /q}: the framework's own pages answer any method. */
@Singleton
class ReadOnlyPaths {

    private static final int PRIORITY = 500;
    private static final String ROOT = "/q";

    private final ErrorFormats formats;

    ReadOnlyPaths(ErrorFormats formats) {
        this.formats = formats;
    }

    void register(@Observes Filters filters) {
        if (LaunchMode.current() != LaunchMode.DEVELOPMENT) { // whose pages are forms
            filters.register(this::check, PRIORITY);
        }
    }

    private void check(RoutingContext request) {
        HttpMethod method = request.request().method();
        if (method == HttpMethod.GET || method == HttpMethod.HEAD || !isReadOnly(ErrorFormats.pathOf(request))) {
            request.next();
        } else {
            request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            formats.send(request, Problem.of(405, "method_not_allowed", "allowed are GET and HEAD"));
        }
    }

    private static boolean isReadOnly(String path) {
        return path.equals(ROOT) || path.startsWith(ROOT + "/");
    }
}
