package org.tfmirror.web.limit;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.vertx.VertxInputStream;
import org.tfmirror.web.ErrorFormats;
import org.tfmirror.web.LimitedInputStream;
import org.tfmirror.web.LimitedInputStream.BodyTooLongException;
import org.tfmirror.web.Problem;

/**
 * Refuses a body that announces that it is too long, as an error of its door. One that does not say its length is the
 * HTTP server's to count and to refuse, but not by HTTP/2: the server would close the connection, and with it the
 * streams of others. There it is counted here.
 *
 * <p>An upload to the bucket has no such limit: it is streamed and not kept in memory.
 */
@Singleton
class BodyLimit {

    /** Before the server's own check. */
    private static final int BEFORE_SERVER = 1_000;

    /** And after it. */
    private static final int AFTER_SERVER = 1;

    private static final String UPLOADS = "/admin/api/bundles/import/";
    private static final String FORM_UPLOADS = "/console/bundles/import/files";

    /** Where the length of an upload is while the server must not see it. */
    private static final String LENGTH = BodyLimit.class.getName();

    private final long limit;
    private final ErrorFormats formats;

    BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit, ErrorFormats formats) {
        this.limit = limit.asLongValue();
        this.formats = formats;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_SERVER);
        filters.register(BodyLimit::takeFromServer, AFTER_SERVER);
    }

    private void check(RoutingContext request) {
        String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && isUpload(request)) {
            request.put(LENGTH, length);
            request.request().headers().remove(HttpHeaders.CONTENT_LENGTH);
            request.next();
        } else if (length == null || !isOver(length)) {
            request.next();
        } else {
            formats.send(request, Problem.of(413, "content_too_large", new BodyTooLongException(limit).getMessage()));
        }
    }

    private boolean isOver(String length) {
        try {
            return Long.parseLong(length) > limit;
        } catch (NumberFormatException e) {
            return false; // the server has more to say about it
        }
    }

    private static void takeFromServer(RoutingContext request) {
        if (isOurs(request) || isUpload(request)) {
            request.remove(VertxInputStream.MAX_REQUEST_SIZE_KEY);
        }
        String length = request.get(LENGTH);
        if (length != null) {
            request.request().headers().set(HttpHeaders.CONTENT_LENGTH, length);
        }
        request.next();
    }

    @ServerRequestFilter
    void count(ContainerRequestContext context, RoutingContext request) {
        if (isOurs(request) && !isUpload(request)) {
            context.setEntityStream(new LimitedInputStream(context.getEntityStream(), limit));
        }
    }

    /** Whether the body goes to the bucket as it comes. */
    static boolean isUpload(RoutingContext request) {
        HttpMethod method = request.request().method();
        String path = ErrorFormats.pathOf(request);
        return (method == HttpMethod.PUT && path.startsWith(UPLOADS))
                || (method == HttpMethod.POST && path.equals(FORM_UPLOADS));
    }

    private static boolean isOurs(RoutingContext request) {
        return request.request().version() == HttpVersion.HTTP_2
                && !request.request().headers().contains(HttpHeaders.CONTENT_LENGTH);
    }
}
