package org.tfmirror.origin.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what socket timeouts alone do not: they begin anew with each byte, so an origin that trickles its handshake or
 * its headers would hold a worker for ever. Thread-safe; one daemon thread.
 */
final class Deadlines implements Closeable {

    private final ScheduledThreadPoolExecutor timer;

    Deadlines() {
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            // Without what is inherited: it would log in the name of the job that happened to need it first.
            Thread thread = new Thread(null, task, "tf-mirror-origin-deadlines", 0, false);
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /** TLS handshakes that end within the limit. */
    TlsSocketStrategy handshakes(TlsSocketStrategy strategy, Duration limit) {
        return (socket, target, port, attachment, context) -> {
            try (Deadline deadline = start(limit, () -> Closer.closeQuietly(socket))) {
                try {
                    return strategy.upgrade(socket, target, port, attachment, context);
                } catch (IOException e) {
                    throw deadline.isOver() ? new ConnectTimeoutException("TLS handshake timed out") : e;
                }
            }
        };
    }

    /** Exchanges whose headers are there within one limit, and whose body then pauses no longer than another. */
    HttpRequestExecutor answers(Duration headers, Duration silence) {
        return new HttpRequestExecutor() {
            @Override
            public ClassicHttpResponse execute(
                    ClassicHttpRequest request,
                    HttpClientConnection connection,
                    @Nullable HttpResponseInformationCallback callback,
                    HttpContext context)
                    throws IOException, HttpException {
                try (Deadline deadline = start(headers, () -> connection.close(CloseMode.IMMEDIATE))) {
                    try {
                        refuseUnaskedBytes(connection);
                        ClassicHttpResponse response = super.execute(request, connection, callback, context);
                        connection.setSocketTimeout(Timeout.of(silence));
                        return response;
                    } catch (IOException e) {
                        throw deadline.isOver() ? new SocketTimeoutException("headers timed out") : e;
                    }
                }
            }
        };
    }

    /** What an origin sent beyond its last answer would be taken for the answer to this request. */
    private static void refuseUnaskedBytes(HttpClientConnection connection) throws IOException {
        if (connection.isDataAvailable(Timeout.ofMilliseconds(1))) {
            connection.close(CloseMode.IMMEDIATE);
            throw new NoHttpResponseException("the origin sent bytes unasked");
        }
    }

    private Deadline start(Duration limit, Runnable expiry) {
        AtomicBoolean over = new AtomicBoolean();
        Future<?> task = timer.schedule(
                () -> {
                    over.set(true);
                    expiry.run();
                },
                limit.toNanos(),
                TimeUnit.NANOSECONDS);
        return new Deadline(over, task);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private record Deadline(AtomicBoolean over, Future<?> task) implements Closeable {

        boolean isOver() {
            return over.get();
        }

        @Override
        public void close() {
            task.cancel(false);
        }
    }
}
