package org.tfmirror.health;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.tfmirror.processor.ProcessorMonitor;

/**
 * Alive while the tick comes round. A database or bucket that is gone is no reason to restart us. It only compares two
 * times, so it needs no thread: nothing that keeps threads busy makes us look dead.
 */
@Liveness
@Singleton
class TickLiveness implements AsyncHealthCheck {

    private final ProcessorMonitor monitor;
    private final Clock clock;

    TickLiveness(ProcessorMonitor monitor, Clock clock) {
        this.monitor = monitor;
        this.clock = clock;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .item(() -> HealthCheckResponse.named("tick")
                        .status(monitor.isTicking(clock))
                        .build());
    }
}
