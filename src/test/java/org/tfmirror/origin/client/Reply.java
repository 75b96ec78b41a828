package org.tfmirror.origin.client;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** What a {@link TestOrigin} answers to one request. */
@FunctionalInterface
public interface Reply {

    void to(HttpExchange exchange) throws IOException;

    /** The same, with a header more. */
    default Reply with(String name, String value) {
        return exchange -> {
            exchange.getResponseHeaders().set(name, value);
            to(exchange);
        };
    }

    static Reply status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    static Reply json(String json) {
        return bytes(json.getBytes(StandardCharsets.UTF_8)).with("Content-Type", "application/json");
    }

    static Reply bytes(byte[] body) {
        return exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        };
    }

    /** Without a Content-Length. */
    static Reply chunked(byte[] body) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(body);
        };
    }

    static Reply redirect(String location) {
        return status(302).with("Location", location);
    }

    /** Announces the whole body, sends its beginning, and breaks the connection. */
    static Reply cutAfter(int sent, byte[] body) {
        return exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            breakAfter(exchange, Arrays.copyOf(body, sent));
        };
    }

    /** As {@link #cutAfter}, without a Content-Length. */
    static Reply chunkedCutAfter(int sent, byte[] body) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            breakAfter(exchange, Arrays.copyOf(body, sent));
        };
    }

    /** Answers a Range request with the rest of the body, of which so many bytes are sent. */
    static Reply rest(byte[] body, int sent) {
        return exchange -> {
            int from = TestOrigin.rangeStart(exchange);
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes %d-%d/%d".formatted(from, body.length - 1, body.length));
            exchange.sendResponseHeaders(206, body.length - from);
            byte[] part = Arrays.copyOfRange(body, from, Math.min(from + sent, body.length));
            if (from + sent >= body.length) {
                exchange.getResponseBody().write(part);
            } else {
                breakAfter(exchange, part);
            }
        };
    }

    static Reply rest(byte[] body) {
        return rest(body, body.length);
    }

    /** A 206 with headers of the test's choosing. */
    static Reply partial(byte[] part, Map<String, String> headers) {
        return exchange -> {
            headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(206, part.length);
            exchange.getResponseBody().write(part);
        };
    }

    /** Announces the whole body, sends its beginning, and then nothing until the latch opens. */
    static Reply stallAfter(int sent, byte[] body, CountDownLatch until) {
        return exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body, 0, sent);
            exchange.getResponseBody().flush();
            await(until);
            throw new IOException("released");
        };
    }

    /** Sends nothing at all until the latch opens. */
    static Reply silence(CountDownLatch until) {
        return exchange -> {
            await(until);
            throw new IOException("released");
        };
    }

    private static void breakAfter(HttpExchange exchange, byte[] part) throws IOException {
        exchange.getResponseBody().write(part);
        exchange.getResponseBody().flush();
        throw new IOException("the origin breaks the connection, as told");
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
