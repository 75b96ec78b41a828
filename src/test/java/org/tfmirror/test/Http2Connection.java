package org.tfmirror.test;

import io.restassured.RestAssured;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** One HTTP/2 connection to the running application, and its streams. */
public final class Http2Connection implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger connections = new AtomicInteger();
    private final HttpClient client;

    public Http2Connection() {
        client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false)
                        .setHttp2MaxPoolSize(1)
                        // A stream that is not read must not hold up the others.
                        .setHttp2ConnectionWindowSize(64 << 20)
                        .setDefaultHost("localhost")
                        .setDefaultPort(RestAssured.port))
                .withConnectHandler(connection -> connections.incrementAndGet())
                .build();
    }

    /** How many connections there have been: more than one where the first was closed. */
    public int connections() {
        return connections.get();
    }

    /** Opens a stream; header lines are sent with the body's first bytes, or its end. */
    public HttpClientRequest open(String method, String path, Map<String, String> headers) {
        RequestOptions options =
                new RequestOptions().setMethod(HttpMethod.valueOf(method)).setURI(path);
        headers.forEach(options::putHeader);
        return await(client.request(options));
    }

    /** Asks for a body, of which nothing is read before {@link #rest}. */
    public HttpClientResponse get(String path) {
        return await(open("GET", path, Map.of()).send().map(response -> {
            response.pause();
            return response;
        }));
    }

    /** Reads a body to its end. */
    public static byte[] rest(HttpClientResponse response) {
        Future<Buffer> body = response.body();
        response.resume();
        return await(body).getBytes();
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("nothing came of it", e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
