package org.tfmirror.processor;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.context.SmallRyeManagedExecutor;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import javax.sql.DataSource;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.eclipse.microprofile.context.ThreadContext;
import org.tfmirror.audit.AuditRetention;
import org.tfmirror.catalog.Catalog;
import org.tfmirror.job.JobLimits;
import org.tfmirror.job.JobLocks;
import org.tfmirror.job.JobNotifications;
import org.tfmirror.job.JobRetention;
import org.tfmirror.job.claim.DownloadClaims;
import org.tfmirror.job.queue.JobAdditions;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.processor.engine.DatabaseContact;
import org.tfmirror.processor.engine.DeadUploads;
import org.tfmirror.processor.engine.Dispatcher;
import org.tfmirror.processor.engine.Heartbeat;
import org.tfmirror.processor.engine.Housekeeping;
import org.tfmirror.processor.engine.Housekeeping.Chore;
import org.tfmirror.processor.engine.NotificationListener;
import org.tfmirror.processor.engine.Processor;
import org.tfmirror.processor.engine.ProcessorThreads;
import org.tfmirror.processor.engine.Replica;
import org.tfmirror.processor.engine.WorkerSlots;
import org.tfmirror.processor.engine.WorkerThreads;
import org.tfmirror.processor.ingest.ArchiveTransfer;
import org.tfmirror.processor.ingest.ItemProcess;
import org.tfmirror.processor.ingest.PackageCheck;
import org.tfmirror.processor.ingest.PackageDownload;
import org.tfmirror.processor.telemetry.JobTraces;
import org.tfmirror.processor.telemetry.LogContext;
import org.tfmirror.processor.telemetry.ProcessorListeners;
import org.tfmirror.processor.telemetry.ProcessorMetrics;
import org.tfmirror.processor.telemetry.Tracing;
import org.tfmirror.processor.work.Backoff;
import org.tfmirror.processor.work.ConstraintResolver;
import org.tfmirror.processor.work.JobWorker;
import org.tfmirror.processor.work.ProcessorListener;
import org.tfmirror.processor.work.ReleaseReconciler;
import org.tfmirror.processor.work.RetryPolicy;
import org.tfmirror.processor.work.WriteRetry;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.shasums.ShasumsVerifier;

/** Puts the plain parts of the processor together from the configuration. */
@Singleton
class ProcessorBeans {

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    @Produces
    @Singleton
    JobWorker.Pipelines pipelines(
            PackageDownload.Records records, ShasumsVerifier verifier, MirrorLayout layout, ArchiveTransfer transfer) {
        ItemProcess mirror = new PackageDownload(records, verifier, layout, transfer);
        ItemProcess check = new PackageCheck(records.catalog(), records.downloads(), transfer.store());
        return kind -> switch (kind) {
            case DOWNLOAD -> mirror;
            case VERIFY -> check;
        };
    }

    @Produces
    @Singleton
    PackageDownload.Records packageRecords(Catalog catalog, DownloadClaims downloads, JobLocks locks) {
        return new PackageDownload.Records(catalog, downloads, locks);
    }

    @Produces
    @Singleton
    ArchiveTransfer transfer(OriginRegistry registry, ObjectStore store, ArchiveLimits limits) {
        return new ArchiveTransfer(registry, store, limits);
    }

    @Produces
    @Singleton
    WorkerSlots slots(ProcessorConfig config) {
        return new WorkerSlots(config.maxConcurrentJobs());
    }

    @Produces
    @Singleton
    Replica replica(Clock clock) {
        return Replica.ofThisProcess(clock.instant());
    }

    @Produces
    @Singleton
    ProcessorListener listener(MeterRegistry registry, Tracing tracing) {
        return new ProcessorListeners(
                new LogContext(), new ProcessorMetrics(registry), new JobTraces(tracing.tracer()));
    }

    @Produces
    @Singleton
    Heartbeat heartbeat(JobQueue queue, Replica replica, ProcessorConfig config, ProcessorListener listener) {
        return new Heartbeat(queue, replica.name(), config.lease(), System::nanoTime, listener);
    }

    @Produces
    @Singleton
    JobWorker worker(
            JobWorker.Records records,
            JobWorker.Pipelines pipelines,
            ConstraintResolver resolver,
            JobWorker.Conduct conduct) {
        return new JobWorker(records, pipelines, resolver, conduct);
    }

    @Produces
    @Singleton
    JobWorker.Conduct conduct(RetryPolicy retries, WriteRetry writeRetry, ProcessorListener listener) {
        return new JobWorker.Conduct(retries, writeRetry, listener);
    }

    @Produces
    @Singleton
    ConstraintResolver resolver(OriginRegistry registry, JobLimits limits) {
        return new ConstraintResolver(registry, limits);
    }

    @Produces
    @Singleton
    JobWorker.Records records(
            JobQueue queue, JobAdditions additions, Catalog catalog, DownloadClaims downloads, ObjectStore store) {
        return new JobWorker.Records(queue, additions, catalog, downloads, store);
    }

    @Produces
    @Singleton
    RetryPolicy retries(ProcessorConfig config) {
        return new RetryPolicy(
                config.retryAttempts(), new Backoff(config.retryDelay(), config.retryDelayMax(), new Random()));
    }

    @Produces
    @Singleton
    WriteRetry writeRetry() {
        return new WriteRetry(pauses());
    }

    @Produces
    @Singleton
    Wiring wiring(JobQueue queue, JobWorker worker, ObjectStore store, Replica replica) {
        return new Wiring(queue, worker, store, replica);
    }

    @Produces
    @Singleton
    Processor.Settings settings(
            ProcessorConfig config, WriteRetry writeRetry, Clock clock, ProcessorListener listener) {
        return new Processor.Settings(
                config.lease(),
                config.retryAttempts() + 1,
                ProcessorThreads.start(),
                writeRetry,
                pauses(),
                new DatabaseContact(System::nanoTime),
                clock,
                listener);
    }

    @Produces
    @Singleton
    Processor processor(
            Wiring wiring,
            Heartbeat heartbeat,
            WorkerSlots slots,
            ProcessorConfig config,
            Processor.Settings settings) {
        Dispatcher dispatcher = new Dispatcher(
                wiring.queue(),
                heartbeat,
                slots,
                pool(config.maxConcurrentJobs()),
                new Dispatcher.Work(
                        wiring.replica().name(),
                        config.lease(),
                        wiring.worker(),
                        wiring.store(),
                        settings.clock(),
                        System::nanoTime,
                        settings.listener()));
        return new Processor(dispatcher, heartbeat, slots, wiring.queue(), settings);
    }

    @Produces
    @Singleton
    NotificationListener notificationListener(JobNotifications notifications, Processor processor) {
        return new NotificationListener(notifications, processor::received, pauses());
    }

    @Produces
    @Singleton
    Housekeeping housekeeping(
            ObjectStore store,
            DeadUploads deadUploads,
            ReleaseReconciler adoption,
            Retention retention,
            Clock clock,
            ProcessorConfig config) {
        return new Housekeeping(List.of(
                new Chore("uploads of lost workers", deadUploads::sweep),
                new Chore(
                        "stray uploads",
                        () -> store.abortStrayUploads(clock.instant().minus(config.strayUploadAge()))),
                new Chore("versions that wait to be listed", adoption::run),
                new Chore("ended jobs", retention.jobs()::prune),
                new Chore("audit entries", retention.audit()::prune)));
    }

    @Produces
    @Singleton
    DeadUploads deadUploads(ObjectStore store, DownloadClaims downloads, MirrorLayout layout) {
        return new DeadUploads(store, downloads, layout);
    }

    @Produces
    @Singleton
    ReleaseReconciler adoption(DataSource dataSource) {
        return new ReleaseReconciler(dataSource);
    }

    @Produces
    @Singleton
    Retention retention(JobRetention jobs, AuditRetention audit) {
        return new Retention(jobs, audit);
    }

    /** What forgets. */
    record Retention(JobRetention jobs, AuditRetention audit) {}

    /** What the processor is made of besides its threads and settings. */
    record Wiring(JobQueue queue, JobWorker worker, ObjectStore store, Replica replica) {}

    private static ManagedExecutor pool(int maxConcurrentJobs) {
        return SmallRyeManagedExecutor.builder()
                .withExecutorService(WorkerThreads.start(maxConcurrentJobs))
                .maxAsync(maxConcurrentJobs)
                .maxQueued(maxConcurrentJobs)
                .propagated(ThreadContext.NONE)
                .cleared(ThreadContext.ALL_REMAINING)
                .build();
    }

    private static Backoff pauses() {
        return new Backoff(SHORTEST_PAUSE, LONGEST_PAUSE, new Random());
    }
}
