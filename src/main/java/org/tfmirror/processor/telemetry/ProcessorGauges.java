package org.tfmirror.processor.telemetry;

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
import org.tfmirror.catalog.CatalogStats;
import org.tfmirror.catalog.CatalogStats.Counts;
import org.tfmirror.job.QueueStats;
import org.tfmirror.job.QueueStats.QueueDepth;
import org.tfmirror.processor.engine.Processor;
import org.tfmirror.processor.engine.WorkerSlots;

/** Gauges that each scrape reads: this replica's state, and the queue that all replicas share. */
@Singleton
class ProcessorGauges {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final MeterRegistry registry;
    private final Processor processor;
    private final WorkerSlots slots;
    private final CachedQueueStats<QueueDepth> depth;
    private final CachedQueueStats<Counts> packages;
    private final List<Meter> gauges = new ArrayList<>();

    ProcessorGauges(
            MeterRegistry registry,
            Processor processor,
            WorkerSlots slots,
            QueueStats backlog,
            CatalogStats catalog,
            ManagedExecutor threads) {
        this.registry = registry;
        this.processor = processor;
        this.slots = slots;
        this.depth = new CachedQueueStats<>(backlog::depth, threads, System::nanoTime, PATIENCE);
        this.packages = new CachedQueueStats<>(catalog::counts, threads, System::nanoTime, PATIENCE);
    }

    void onStart(@Observes StartupEvent event) {
        gauge("tfmirror.slots.limit", slots::limit);
        gauge("tfmirror.slots.used", () -> slots.limit() - slots.free());
        gauge("tfmirror.store.outage", () -> processor.storeOutage().isPresent() ? 1 : 0);
        gauge("tfmirror.draining", () -> processor.isStopping() ? 1 : 0);
        gauge("tfmirror.last.tick.timestamp.seconds", () -> processor.lastTick().toEpochMilli() / 1000.0);
        of("tfmirror.jobs", "pending", QueueDepth::pendingJobs);
        of("tfmirror.jobs", "running", QueueDepth::runningJobs);
        of("tfmirror.items", "pending", QueueDepth::pendingItems);
        of("tfmirror.items", "downloading", QueueDepth::downloadingItems);
        gauge("tfmirror.queue.due.jobs", read(QueueDepth::dueJobs));
        gauge("tfmirror.queue.oldest.seconds", read(QueueDepth::oldestDueSeconds));
        gauge("tfmirror.paused", read(each -> each.paused() ? 1 : 0));
        gauge("tfmirror.packages.untrusted", counted(Counts::untrusted));
        gauge("tfmirror.packages.without.evidence", counted(Counts::withoutEvidence));
    }

    private void gauge(String name, Supplier<Number> value) {
        gauges.add(Gauge.builder(name, value).register(registry));
    }

    private void of(String name, String status, ToDoubleFunction<QueueDepth> figure) {
        gauges.add(Gauge.builder(name, read(figure)).tag("status", status).register(registry));
    }

    /** Not a number, so no sample worth the name, where the database does not answer. */
    private Supplier<Number> read(ToDoubleFunction<QueueDepth> figure) {
        return () -> depth.current().map(figure::applyAsDouble).orElse(Double.NaN);
    }

    private Supplier<Number> counted(ToDoubleFunction<Counts> figure) {
        return () -> packages.current().map(figure::applyAsDouble).orElse(Double.NaN);
    }

    /** The registry may outlive us, and would go on asking. */
    @PreDestroy
    void forget() {
        gauges.forEach(registry::remove);
    }
}
