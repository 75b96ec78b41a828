package org.tfmirror.processor.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.trace.Span;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spans go to the collector that is named, and are nothing where none is. */
class TracingTest {

    @Test
    void withoutACollectorSpansAreEmpty() {
        try (Tracing off = Tracing.off()) {
            Span span = off.tracer().spanBuilder("job").startSpan();

            assertThat(span.isRecording()).isFalse();
            assertThat(span.getSpanContext().isValid()).isFalse();
        }
    }

    @Test
    void theLastSpansAreSentBeforeTheEnd() throws Exception {
        List<String> received = new CopyOnWriteArrayList<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/", exchange -> {
            // Protocol buffers hold texts as they are, so what is in them can be looked for.
            received.add(exchange.getRequestMethod()
                    + " "
                    + exchange.getRequestURI()
                    + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        try {
            URI endpoint =
                    URI.create("http://127.0.0.1:" + collector.getAddress().getPort() + "/");
            try (Tracing tracing = Tracing.to(endpoint, "replica-1")) {
                Span span = tracing.tracer().spanBuilder("a-span").startSpan();
                assertThat(span.isRecording()).isTrue();
                span.end();
            }
            org.awaitility.Awaitility.await().until(() -> !received.isEmpty());
        } finally {
            collector.stop(0);
        }

        assertThat(received)
                .singleElement()
                .asString()
                .startsWith("POST /v1/traces ")
                .contains("a-span")
                .contains("tf-mirror")
                .contains("replica-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"collector:4318", "ftp://collector", "http:/collector", "/v1"})
    void whatIsNoUrlOfACollectorIsRefusedByTheKeysName(String text) {
        assertThatThrownBy(() -> Tracing.to(URI.create(text), "replica-1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tfmirror.traces.endpoint");
    }
}
