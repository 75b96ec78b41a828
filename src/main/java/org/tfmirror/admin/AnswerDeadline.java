package org.tfmirror.admin;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Ends the connection of a client that has not taken a whole answer of the admin API in time: a long one keeps a thread
 * and a part of the heap until then. Streams of events have their own end.
 */
@Singleton
class AnswerDeadline {

    private static final Logger LOG = Logger.getLogger(AnswerDeadline.class);

    /** A job of 100,000 items is some 30 MB: one megabit a second will do. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final int PRIORITY = 500;
    private static final String API = "/admin/";

    void register(@Observes Filters filters) {
        filters.register(request -> watch(request, LIMIT), PRIORITY);
    }

    static void watch(RoutingContext request, Duration limit) {
        String path = request.request().path();
        if (path != null && path.startsWith(API)) {
            request.addHeadersEndHandler(begun -> {
                if (!MediaType.SERVER_SENT_EVENTS.equals(
                        request.response().headers().get(HttpHeaders.CONTENT_TYPE))) {
                    begin(request, limit);
                }
            });
        }
        request.next();
    }

    private static void begin(RoutingContext request, Duration limit) {
        long timer = request.vertx().setTimer(limit.toMillis(), late -> {
            if (!request.response().ended() && !request.response().closed()) {
                end(request, limit);
            }
        });
        // The handlers of an answer's end and of its connection's are the framework's, which wakes its writer by them.
        request.addBodyEndHandler(ended -> request.vertx().cancelTimer(timer));
    }

    private static void end(RoutingContext request, Duration limit) {
        LOG.infof("answer not taken in time path=%s limit=%s", request.request().path(), limit);
        if (request.request().connection() instanceof ConnectionBase connection) {
            // Not by the connection's own way to close: that waits for the client to take the rest.
            connection.channelHandlerContext().close();
        }
    }
}
