package org.tfmirror.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.vertx.VertxInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a body that is too long, as a problem: the HTTP server's own refusal has no words. One that announces its
 * length is not read at all; JSON that does not is read up to the limit.
 */
@Singleton
class BodyLimit {

    /** Before the server's own check. */
    private static final int BEFORE_SERVER = 1_000;

    /** And after it. */
    private static final int AFTER_SERVER = 1;

    private static final long LINGER_MILLIS = 1_000;

    private final long limit;
    private final ObjectMapper mapper;

    BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit, ObjectMapper mapper) {
        this.limit = limit.asLongValue();
        this.mapper = mapper;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_SERVER);
        filters.register(BodyLimit::leaveToReader, AFTER_SERVER);
    }

    private static void leaveToReader(RoutingContext request) {
        if (isJsonOfUnknownLength(
                request.request().getHeader(HttpHeaders.CONTENT_LENGTH),
                request.request().getHeader(HttpHeaders.CONTENT_TYPE))) {
            request.remove(VertxInputStream.MAX_REQUEST_SIZE_KEY);
            request.addEndHandler(answered -> hangUp(request));
        }
        request.next();
    }

    /** Who goes on sending after the answer is given time to read it, and no more. */
    private static void hangUp(RoutingContext request) {
        if (!request.request().isEnded()) {
            request.vertx()
                    .setTimer(
                            LINGER_MILLIS,
                            timer -> request.request().connection().close());
        }
    }

    /** Where the server has been told not to count, we do. */
    @ServerRequestFilter
    void count(ContainerRequestContext request) {
        if (isJsonOfUnknownLength(request.getHeaderString("Content-Length"), request.getHeaderString("Content-Type"))) {
            request.setEntityStream(new LimitedInputStream(request.getEntityStream(), limit));
        }
    }

    private static boolean isJsonOfUnknownLength(@Nullable String length, @Nullable String type) {
        return length == null && type != null && type.toLowerCase(Locale.ROOT).startsWith("application/json");
    }

    private void check(RoutingContext request) {
        String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null || !isOver(length)) {
            request.next();
            return;
        }
        request.response()
                .setStatusCode(413)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE.toString())
                .putHeader(HttpHeaders.CONNECTION, "close")
                .end(problem());
    }

    private boolean isOver(String length) {
        try {
            return Long.parseLong(length) > limit;
        } catch (NumberFormatException e) {
            return false; // the server has more to say about it
        }
    }

    private String problem() {
        try {
            return mapper.writeValueAsString(new Problem(
                    "urn:tf-mirror:problem:content_too_large",
                    "Content Too Large",
                    413,
                    "a body has at most %d bytes; split the request up".formatted(limit),
                    "content_too_large",
                    List.of()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are always written", e);
        }
    }
}
