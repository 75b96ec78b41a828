package org.tfmirror.processor.telemetry;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.tfmirror.processor.engine.Replica;

/**
 * Turns tracing on where a collector is configured. Classes that its library looks up by name are registered for
 * native images.
 */
@Singleton
@RegisterForReflection(classNames = "io.opentelemetry.exporter.sender.jdk.internal.JdkHttpSenderProvider")
class TracingBeans {

    @Produces
    @Singleton
    Tracing tracing(TraceConfig config, Replica replica) {
        return config.endpoint()
                .map(endpoint -> Tracing.to(endpoint, replica.name()))
                .orElseGet(Tracing::off);
    }

    void close(@Disposes Tracing tracing) {
        tracing.close();
    }
}
