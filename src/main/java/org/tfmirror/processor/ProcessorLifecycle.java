package org.tfmirror.processor;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import org.tfmirror.demand.archive.LiveArchives;
import org.tfmirror.job.JobCancelRequested;
import org.tfmirror.job.JobSubmitted;
import org.tfmirror.processor.engine.Housekeeping;
import org.tfmirror.processor.engine.NotificationListener;
import org.tfmirror.processor.engine.Processor;

/** Connects the processor to the application: start, tick, wake-ups and the drain. */
@Singleton
class ProcessorLifecycle {

    private static final Logger LOG = Logger.getLogger(ProcessorLifecycle.class);

    private final Processor processor;
    private final ProcessorConfig config;
    private final NotificationListener notificationListener;
    private final Housekeeping housekeeping;
    private final LiveArchives live;

    ProcessorLifecycle(
            Processor processor,
            ProcessorConfig config,
            NotificationListener notificationListener,
            Housekeeping housekeeping,
            LiveArchives live) {
        this.processor = processor;
        this.config = config;
        this.notificationListener = notificationListener;
        this.housekeeping = housekeeping;
        this.live = live;
    }

    void onStart(@Observes StartupEvent event) {
        if (config.enabled()) {
            processor.start();
            notificationListener.start();
        }
    }

    @Scheduled(
            identity = "housekeeping",
            every = "${tfmirror.processor.housekeeping-interval:10m}",
            delayed = "30s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void keepHouse() {
        if (config.enabled() && !processor.isStopping()) {
            housekeeping.run();
        }
    }

    /** The safety net: finds jobs that no event of this replica announced. */
    @Scheduled(
            identity = "processor-tick",
            every = "${tfmirror.processor.polling-interval:10s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tick() {
        if (config.enabled()) {
            processor.wake();
        }
    }

    void onSubmit(@Observes JobSubmitted event) {
        if (config.enabled()) {
            processor.wake();
        }
    }

    void onCancel(@Observes JobCancelRequested event) {
        processor.beatSoon();
    }

    /**
     * While the HTTP server still serves: connected clients get their archives until the downloads are done, and the
     * readiness probe keeps new ones away.
     */
    void onStopAhead(@Observes ShutdownDelayInitiatedEvent event) {
        drain();
    }

    /** For a start that failed, such as a port in use. In any case before the datasource closes. */
    void onStop(@Observes ShutdownEvent event) {
        drain();
    }

    /** Clients that read an archive along get the rest of it in what is left of the time. */
    private void drain() {
        long begun = System.nanoTime();
        notificationListener.end();
        live.beginDrain();
        try {
            processor.drain(config.workerShutdown());
            live.endStreams(config.workerShutdown().minusNanos(System.nanoTime() - begun));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("the drain was interrupted, the leases of its jobs run out");
        }
    }
}
