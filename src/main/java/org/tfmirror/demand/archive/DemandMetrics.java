package org.tfmirror.demand.archive;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tfmirror.job.demand.DemandedJobs.Demanded;
import org.tfmirror.job.demand.DemandedJobs.Limit;

/** Counts what clients make come, and how waiting ends for them. No label is a name. Thread-safe. */
final class DemandMetrics {

    private final MeterRegistry registry;
    private final List<Gauge> gauges = new ArrayList<>();

    DemandMetrics(MeterRegistry registry) {
        this.registry = registry;
        // At zero from the start, so that the first is seen as an increase.
        for (Limit each : Limit.values()) {
            delayed(each);
        }
        for (String each : new String[] {"claimed", "queued"}) {
            jobs(each);
        }
        for (String each : new String[] {"streamed", "stored", "redirected", "refused"}) {
            clients(each);
        }
        refusals(ArchiveDemand.QUEUE_FULL);
    }

    /** Of the clients that wait and read along, once. */
    void watch(LiveArchives live) {
        gauges.add(Gauge.builder("tfmirror.demand.waiting", live, LiveArchives::waiting)
                .register(registry));
        gauges.add(Gauge.builder("tfmirror.demand.limit", live, LiveArchives::maxWaiting)
                .register(registry));
        gauges.add(Gauge.builder("tfmirror.demand.reading", live, LiveArchives::reading)
                .register(registry));
    }

    /** The registry may outlive us, and would go on asking. */
    void close() {
        gauges.forEach(registry::remove);
    }

    /** A package was asked for that no client here waited for, or that has to wait for a limit. */
    void asked(Demanded made) {
        if (made instanceof Demanded.Claimed) {
            jobs("claimed").increment();
        } else if (made instanceof Demanded.Queued) {
            jobs("queued").increment();
        } else if (made instanceof Demanded.OverLimit over) {
            delayed(over.limit()).increment();
        }
    }

    /** A client reads along. */
    void streamed() {
        clients("streamed").increment();
    }

    /** A client that waited gets the stored archive. */
    void stored() {
        clients("stored").increment();
    }

    /** A client that waited is to ask again. */
    void sentRound() {
        clients("redirected").increment();
    }

    /** A client is refused. */
    void refused(String reason) {
        clients("refused").increment();
        refusals(reason).increment();
    }

    private Counter clients(String outcome) {
        return Counter.builder("tfmirror.demand.clients")
                .tag("outcome", outcome)
                .register(registry);
    }

    private Counter jobs(String begun) {
        return Counter.builder("tfmirror.demand.jobs").tag("begun", begun).register(registry);
    }

    private Counter delayed(Limit limit) {
        return Counter.builder("tfmirror.demand.delayed")
                .tag("limit", limit.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private Counter refusals(String reason) {
        return Counter.builder("tfmirror.demand.refused").tag("reason", reason).register(registry);
    }
}
