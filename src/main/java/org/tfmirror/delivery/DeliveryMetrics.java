package org.tfmirror.delivery;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Tells how busy the sending of archives is. */
@Singleton
class DeliveryMetrics {

    private final MeterRegistry registry;
    private final ArchiveSender sender;
    private final List<Meter> meters = new ArrayList<>();

    DeliveryMetrics(MeterRegistry registry, ArchiveSender sender) {
        this.registry = registry;
        this.sender = sender;
    }

    void onStart(@Observes StartupEvent event) {
        DeliverySlots slots = sender.slots();
        meters.add(Gauge.builder("tfmirror.delivery.limit", slots::limit).register(registry));
        meters.add(Gauge.builder("tfmirror.delivery.active", slots::used).register(registry));
        meters.add(Gauge.builder("tfmirror.delivery.waiting", slots::waiting).register(registry));
        meters.add(FunctionCounter.builder("tfmirror.delivery.refused", sender, ArchiveSender::refused)
                .register(registry));
        meters.add(FunctionCounter.builder("tfmirror.delivery.slow", sender, ArchiveSender::slow)
                .register(registry));
    }

    /** The registry may outlive us, and would go on asking. */
    @PreDestroy
    void forget() {
        meters.forEach(registry::remove);
    }
}
