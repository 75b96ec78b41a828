package org.tfmirror.health;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.tfmirror.processor.ProcessorMonitor;

/** Not ready once the replica is on its way down, so that no new request is sent to it. */
@Readiness
@Singleton
class ProcessorReadiness implements HealthCheck {

    private final ProcessorMonitor monitor;

    ProcessorReadiness(ProcessorMonitor monitor) {
        this.monitor = monitor;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("processor")
                .status(!monitor.isStopping())
                .build();
    }
}
