package org.tfmirror.processor.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The tracer, and the thread that sends its spans in batches; both are absent without a collector. */
public final class Tracing implements AutoCloseable {

    private static final String NAME = "org.tfmirror";
    /** A collector that is away must not hold up the end. */
    private static final int LAST_BATCH_SECONDS = 1;

    private final Tracer tracer;
    private final Runnable end;

    private Tracing(Tracer tracer, Runnable end) {
        this.tracer = tracer;
        this.end = end;
    }

    /** Makes spans that are empty and go nowhere. */
    public static Tracing off() {
        return new Tracing(OpenTelemetry.noop().getTracer(NAME), () -> {});
    }

    /**
     * Sends spans to a collector.
     *
     * @param endpoint its URL without a path
     * @param instance the replica's name
     * @throws IllegalArgumentException where it is not such a URL
     */
    static Tracing to(URI endpoint, String instance) {
        if (endpoint.getHost() == null || !Set.of("http", "https").contains(endpoint.getScheme())) {
            throw new IllegalArgumentException(
                    "tfmirror.traces.endpoint is an http or https URL, such as http://collector:4318");
        }
        String base = endpoint.toString().replaceAll("/+$", "");
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.of(
                                AttributeKey.stringKey("service.name"),
                                "tf-mirror",
                                AttributeKey.stringKey("service.instance.id"),
                                instance))))
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                .setEndpoint(base + "/v1/traces")
                                .build())
                        .build())
                .build();
        return new Tracing(provider.get(NAME), () -> provider.shutdown().join(LAST_BATCH_SECONDS, TimeUnit.SECONDS));
    }

    public Tracer tracer() {
        return tracer;
    }

    @Override
    public void close() {
        end.run();
    }
}
