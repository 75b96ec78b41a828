package org.tfmirror.web.limit;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.tfmirror.web.HttpConfig;

/**
 * Ends requests whose body does not come to its end: while it is read, or soon after the answer. It ends an
 * HTTP/2 stream, or an HTTP/1.1 connection in the middle of that body, which no other request uses. After its body a
 * request ends nothing. An upload to the bucket may be slow, but must not pause for too long. Time counts only while a
 * reader waits for the client: a slow replica ends no request.
 */
@Singleton
class RequestDeadlines {

    private static final Logger LOG = Logger.getLogger(RequestDeadlines.class);

    /** Before all that may answer. */
    private static final int PRIORITY = 5_000;

    /** How long a client may go on sending after its answer: long enough to read the answer. */
    private static final long LINGER_MILLIS = 2_000;

    /** RFC 9113, 7: the answer is complete, the rest of the request is not needed. */
    private static final long NO_ERROR = 0x0;

    private static final long CANCEL = 0x8;

    private final Provider<HttpConfig> config;

    /** @param config asked for late: request filters are made before the configuration is there */
    RequestDeadlines(Provider<HttpConfig> config) {
        this.config = config;
    }

    void register(@Observes Filters filters) {
        filters.register(RequestDeadlines::watch, PRIORITY);
    }

    private static void watch(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        Context context = routing.vertx().getOrCreateContext();
        HeaderDeadline headers = HeaderDeadline.of(request.connection());
        headers.requestBegins();
        routing.addEndHandler(answered -> context.runOnContext(here -> {
            headers.requestEnds();
            dropRest(routing);
        }));
        routing.next();
    }

    /** Drops the rest of a body, and gives its sender time to read the answer. */
    private static void dropRest(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (!request.isEnded()) {
            request.handler(dropped -> {}).resume();
            routing.vertx().setTimer(LINGER_MILLIS, late -> {
                if (!request.isEnded()) {
                    end(request, NO_ERROR);
                }
            });
        }
    }

    @ServerRequestFilter
    void limit(ContainerRequestContext context, RoutingContext routing) {
        HttpMethod method = routing.request().method();
        if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
            AwaitedInputStream body = new AwaitedInputStream(context.getEntityStream(), BodyLimit.isUpload(routing));
            context.setEntityStream(body);
            BodyDeadline deadline =
                    new BodyDeadline(routing, body, config.get().bodyTimeout().toNanos());
            routing.addEndHandler(answered -> deadline.stop());
        }
    }

    /** Ends a request whose body has been waited for too long. Thread-safe. */
    private static final class BodyDeadline {

        private final RoutingContext routing;
        private final AwaitedInputStream body;
        private final long limit;
        private volatile long timer;

        BodyDeadline(RoutingContext routing, AwaitedInputStream body, long limit) {
            this.routing = routing;
            this.body = body;
            this.limit = limit;
            checkIn(limit);
        }

        private void checkIn(long nanos) {
            timer = routing.vertx().setTimer(1 + nanos / 1_000_000, now -> check());
        }

        private void check() {
            long left = limit - body.waitedNanos();
            if (left > 0) {
                checkIn(left);
            } else {
                LOG.debugf("request body did not arrive in time path=%s", routing.normalizedPath());
                end(routing.request(), CANCEL);
            }
        }

        void stop() {
            routing.vertx().cancelTimer(timer);
        }
    }

    private static void end(HttpServerRequest request, long code) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(code);
        } else if (request.connection() instanceof ConnectionBase connection) {
            // Not by the connection's own way to close: that waits for a client that may read nothing.
            connection.channel().close();
        }
    }
}
