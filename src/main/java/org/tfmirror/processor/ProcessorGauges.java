package org.tfmirror.processor;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.tfmirror.job.QueueStats;
import org.tfmirror.job.QueueStats.Census;

/** What is so at the moment of a scrape: this replica's state, and the queue that all replicas share. */
@Singleton
class ProcessorGauges {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final MeterRegistry registry;
    private final Processor processor;
    private final WorkerSlots slots;
    private final CensusReading census;
    private final List<Meter> gauges = new ArrayList<>();

    ProcessorGauges(
            MeterRegistry registry,
            Processor processor,
            WorkerSlots slots,
            QueueStats backlog,
            ManagedExecutor threads) {
        this.registry = registry;
        this.processor = processor;
        this.slots = slots;
        this.census = new CensusReading(backlog::census, threads, System::nanoTime, PATIENCE);
    }

    void onStart(@Observes StartupEvent event) {
        gauge("tfmirror.slots.limit", slots::limit);
        gauge("tfmirror.slots.used", () -> slots.limit() - slots.free());
        gauge("tfmirror.standstill", () -> processor.standstill().isPresent() ? 1 : 0);
        gauge("tfmirror.draining", () -> processor.isStopping() ? 1 : 0);
        gauge("tfmirror.last.tick.timestamp.seconds", () -> processor.lastTick().toEpochMilli() / 1000.0);
        of("tfmirror.jobs", "pending", Census::pendingJobs);
        of("tfmirror.jobs", "running", Census::runningJobs);
        of("tfmirror.items", "pending", Census::pendingItems);
        of("tfmirror.items", "downloading", Census::downloadingItems);
        gauge("tfmirror.queue.due.jobs", read(Census::dueJobs));
        gauge("tfmirror.queue.oldest.seconds", read(Census::oldestDueSeconds));
        gauge("tfmirror.paused", read(each -> each.paused() ? 1 : 0));
    }

    private void gauge(String name, Supplier<Number> value) {
        gauges.add(Gauge.builder(name, value).register(registry));
    }

    private void of(String name, String status, ToDoubleFunction<Census> figure) {
        gauges.add(Gauge.builder(name, read(figure)).tag("status", status).register(registry));
    }

    /** Not a number, so no sample worth the name, where the database does not answer. */
    private Supplier<Number> read(ToDoubleFunction<Census> figure) {
        return () -> census.current().map(figure::applyAsDouble).orElse(Double.NaN);
    }

    /** The registry may outlive us, and would go on asking. */
    @PreDestroy
    void forget() {
        gauges.forEach(registry::remove);
    }
}
