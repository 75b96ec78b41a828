package org.tfmirror.health;

import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.tfmirror.processor.ProcessorMonitor;

/** Alive while the tick comes round. A database or bucket that is gone is no reason to restart us. */
@Liveness
@Singleton
class TickLiveness implements HealthCheck {

    private final ProcessorMonitor monitor;
    private final Clock clock;

    TickLiveness(ProcessorMonitor monitor, Clock clock) {
        this.monitor = monitor;
        this.clock = clock;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("tick")
                .status(monitor.isTicking(clock))
                .build();
    }
}
