package org.tfmirror.processor;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.context.SmallRyeManagedExecutor;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.eclipse.microprofile.context.ThreadContext;
import org.tfmirror.audit.AuditRetention;
import org.tfmirror.bundle.BundleConfig;
import org.tfmirror.bundle.BundleKeys;
import org.tfmirror.demand.ArchiveDemandConfig;
import org.tfmirror.demand.archive.LiveArchives;
import org.tfmirror.evidence.RecentMetadata;
import org.tfmirror.job.JobLimits;
import org.tfmirror.job.JobLocks;
import org.tfmirror.job.JobNotifications;
import org.tfmirror.job.JobRetention;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.policy.OnDemandConfig;
import org.tfmirror.policy.OnDemandPolicy;
import org.tfmirror.processor.bundle.ExpiredBundles;
import org.tfmirror.processor.engine.Housekeeping;
import org.tfmirror.processor.engine.NotificationListener;
import org.tfmirror.processor.engine.Processor;
import org.tfmirror.processor.engine.ProcessorThreads;
import org.tfmirror.processor.engine.Replica;
import org.tfmirror.processor.engine.WorkerSlots;
import org.tfmirror.processor.engine.WorkerThreads;
import org.tfmirror.processor.ingest.ArchiveTransfer;
import org.tfmirror.processor.ingest.EntryCheck;
import org.tfmirror.processor.telemetry.JobTraces;
import org.tfmirror.processor.telemetry.LogContext;
import org.tfmirror.processor.telemetry.ProcessorListeners;
import org.tfmirror.processor.telemetry.ProcessorMetrics;
import org.tfmirror.processor.telemetry.Tracing;
import org.tfmirror.processor.work.Backoff;
import org.tfmirror.processor.work.ItemRunner.Pipelines;
import org.tfmirror.processor.work.ProcessorListener;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.shasums.ShasumsVerifier;
import org.tfmirror.versions.AvailableVersions;
import org.tfmirror.versions.VersionHolds;

/** Gives the application the parts of its processor; {@link ProcessorAssembly} puts them together. */
@Singleton
class ProcessorBeans {

    /** Slots for packages that clients wait for; none where demand is off, so that no poll asks for them. */
    record OnDemandSlots(int count) {}

    @Produces
    @Singleton
    OnDemandSlots onDemandSlots(OnDemandConfig policy, ArchiveDemandConfig config) {
        return new OnDemandSlots(policy.allow().orElse(List.of()).isEmpty() ? 0 : config.slots());
    }

    @Produces
    @Singleton
    Replica replica(Clock clock, ProcessorConfig config, OnDemandSlots onDemand) {
        return Replica.ofThisProcess(clock, workers(config.maxConcurrentJobs() + onDemand.count()));
    }

    @Produces
    @Singleton
    ProcessorListener listener(MeterRegistry registry, Tracing tracing, LiveArchives live) {
        return new ProcessorListeners(
                new LogContext(),
                new ProcessorMetrics(registry),
                new JobTraces(tracing.tracer()),
                new StoredArchives(live));
    }

    @Produces
    @Singleton
    ArchiveTransfer transfer(
            OriginRegistry origin, ObjectStore store, MirrorLayout layout, ArchiveLimits limits, LiveArchives live) {
        return new ArchiveTransfer(origin, store, layout, limits, live::begin);
    }

    @Produces
    @Singleton
    EntryCheck entryCheck(AvailableVersions versions, VersionHolds holds, OnDemandPolicy onDemand, JobLocks locks) {
        return new EntryCheck(versions, holds, onDemand, locks);
    }

    @Produces
    @Singleton
    PackagePipelines.Rules packageRules(EntryCheck entry, BundleKeys keys, RecentMetadata recent, Clock clock) {
        return new PackagePipelines.Rules(entry, keys, recent, clock);
    }

    @Produces
    @Singleton
    Pipelines pipelines(
            DataSource database,
            ObjectStore store,
            ShasumsVerifier verifier,
            ArchiveTransfer transfer,
            PackagePipelines.Rules rules) {
        return new PackagePipelines(database, store, verifier, transfer, rules);
    }

    @Produces
    @Singleton
    ProcessorAssembly.Rooms rooms(
            DataSource database,
            JobLimits limits,
            OriginRegistry origin,
            ObjectStore store,
            Pipelines pipelines,
            OnDemandSlots onDemand) {
        return new ProcessorAssembly.Rooms(database, limits, origin, store, pipelines, onDemand.count());
    }

    @Produces
    @Singleton
    ProcessorAssembly assembly(
            ProcessorAssembly.Rooms rooms, ProcessorConfig config, Replica replica, ProcessorListener listener) {
        return new ProcessorAssembly(rooms, config, replica, Backoff.forOutages(), listener);
    }

    @Produces
    @Singleton
    WorkerSlots slots(ProcessorAssembly assembly) {
        return assembly.slots();
    }

    @Produces
    @Singleton
    Processor processor(ProcessorAssembly assembly) {
        return assembly.processor(ProcessorThreads.start());
    }

    @Produces
    @Singleton
    NotificationListener notificationListener(
            ProcessorAssembly assembly, JobNotifications notifications, Processor processor) {
        return assembly.notificationListener(notifications, processor);
    }

    @Produces
    @Singleton
    ExpiredBundles expiredBundles(DataSource database, ObjectStore store, MirrorLayout layout, BundleConfig config) {
        return new ExpiredBundles(database, store, layout, config.retention());
    }

    @Produces
    @Singleton
    Housekeeping housekeeping(
            ProcessorAssembly assembly,
            MirrorLayout layout,
            JobRetention jobs,
            AuditRetention audit,
            ExpiredBundles bundles) {
        return assembly.housekeeping(layout, jobs, audit, bundles);
    }

    /** Clears the contexts of the thread that asks, so that a job never runs in a request's. */
    private static Executor workers(int count) {
        return SmallRyeManagedExecutor.builder()
                .withExecutorService(WorkerThreads.start(count))
                .maxAsync(count)
                .maxQueued(count)
                .propagated(ThreadContext.NONE)
                .cleared(ThreadContext.ALL_REMAINING)
                .build();
    }
}
