package org.tfmirror.processor;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.jboss.logging.Logger;
import org.tfmirror.processor.engine.Processor;
import org.tfmirror.processor.subscription.RunThreads;
import org.tfmirror.processor.subscription.SubscriptionFileWatch;
import org.tfmirror.processor.subscription.SubscriptionMetrics;
import org.tfmirror.processor.subscription.SubscriptionRunner;
import org.tfmirror.subscription.SubscriptionStats;
import org.tfmirror.subscription.SubscriptionStats.Stats;

/** Connects subscriptions to the application: the tick and the end. */
@Singleton
class SubscriptionLifecycle {

    private static final Logger LOG = Logger.getLogger(SubscriptionLifecycle.class);

    private final SubscriptionRunner runner;
    private final SubscriptionFileWatch file;
    private final SubscriptionTelemetry telemetry;
    private final Processor processor;
    private final ProcessorConfig config;
    private final RunThreads threads = new RunThreads();

    /** The figures of all subscriptions, and the metrics that show them. */
    record SubscriptionTelemetry(SubscriptionStats stats, SubscriptionMetrics metrics) {}

    SubscriptionLifecycle(
            SubscriptionRunner runner,
            SubscriptionFileWatch file,
            SubscriptionTelemetry telemetry,
            Processor processor,
            ProcessorConfig config) {
        this.runner = runner;
        this.file = file;
        this.telemetry = telemetry;
        this.processor = processor;
        this.config = config;
    }

    @Scheduled(
            identity = "subscriptions",
            every = "${tfmirror.subscriptions.polling-interval:10s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tick() {
        if (!config.enabled() || processor.isStopping()) {
            return;
        }
        try {
            file.look();
            Stats now = telemetry.stats().read();
            telemetry.metrics().now(now);
            threads.wake(now.due(), runner::runDue);
        } catch (SQLException e) {
            telemetry.metrics().now(null);
            LOG.warnf("due subscriptions not read, the next tick tries again error=%s", e.getMessage());
        }
    }

    void onStopAhead(@Observes ShutdownDelayInitiatedEvent event) {
        threads.stop();
    }

    void onStop(@Observes ShutdownEvent event) {
        threads.stop();
    }
}
