package org.tfmirror.processor;

import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.tfmirror.audit.AuditRetention;
import org.tfmirror.catalog.Catalog;
import org.tfmirror.job.JobLimits;
import org.tfmirror.job.JobNotifications;
import org.tfmirror.job.JobRetention;
import org.tfmirror.job.claim.DownloadClaims;
import org.tfmirror.job.queue.JobAdditions;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.processor.bundle.ExpiredBundles;
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
import org.tfmirror.processor.engine.ReplicaLeases;
import org.tfmirror.processor.engine.Rescuer;
import org.tfmirror.processor.engine.WorkerSlots;
import org.tfmirror.processor.work.Backoff;
import org.tfmirror.processor.work.ConstraintResolver;
import org.tfmirror.processor.work.EvidenceBackfill;
import org.tfmirror.processor.work.ItemResultWriter;
import org.tfmirror.processor.work.ItemRunner;
import org.tfmirror.processor.work.ItemRunner.Pipelines;
import org.tfmirror.processor.work.JobWorker;
import org.tfmirror.processor.work.ProcessorListener;
import org.tfmirror.processor.work.ReleaseReconciler;
import org.tfmirror.processor.work.RetryPolicy;
import org.tfmirror.processor.work.WriteRetry;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.ObjectStore;

/** Puts the processor of one replica together. The application, the benchmarks and the tests all use it. */
public final class ProcessorAssembly {

    private final Rooms rooms;
    private final ProcessorConfig config;
    private final Replica replica;
    private final Backoff outages;
    private final ProcessorListener listener;

    private final JobQueue queue;
    private final RetryPolicy retries;
    private final WorkerSlots slots;
    private final Heartbeat heartbeat;
    private final Dispatcher dispatcher;

    /**
     * The rooms that the processor works with.
     *
     * @param pipelines what processes packages
     * @param onDemandSlots slots for what clients wait for, besides those for all jobs
     */
    public record Rooms(
            DataSource database,
            JobLimits limits,
            OriginRegistry origin,
            ObjectStore store,
            Pipelines pipelines,
            int onDemandSlots) {

        /** Without slots for what clients wait for. */
        public Rooms(
                DataSource database, JobLimits limits, OriginRegistry origin, ObjectStore store, Pipelines pipelines) {
            this(database, limits, origin, store, pipelines, 0);
        }
    }

    /**
     * @param outages how long to wait between attempts to reach the database
     * @param listener receives the processor's events
     */
    public ProcessorAssembly(
            Rooms rooms, ProcessorConfig config, Replica replica, Backoff outages, ProcessorListener listener) {
        this.rooms = rooms;
        this.config = config;
        this.replica = replica;
        this.outages = outages;
        this.listener = listener;
        this.queue = new JobQueue(rooms.database());
        this.retries =
                new RetryPolicy(config.retryAttempts(), outages.between(config.retryDelay(), config.retryDelayMax()));
        this.slots = new WorkerSlots(config.maxConcurrentJobs(), rooms.onDemandSlots(), replica.workers());
        ReplicaLeases leases = new ReplicaLeases(queue, replica, config.lease());
        this.heartbeat = new Heartbeat(leases, slots, listener);
        this.dispatcher = new Dispatcher(leases, slots, worker(), rooms.store(), listener);
    }

    private JobWorker worker() {
        ItemRunner runner = new ItemRunner(
                rooms.pipelines(), new ConstraintResolver(rooms.origin(), rooms.limits()), rooms.store(), retries);
        ItemResultWriter results = new ItemResultWriter(
                queue,
                new JobAdditions(rooms.limits()),
                new Catalog(rooms.database()),
                new DownloadClaims(rooms.database()));
        return new JobWorker(queue, runner, results, new WriteRetry(outages), listener);
    }

    public JobQueue queue() {
        return queue;
    }

    public WorkerSlots slots() {
        return slots;
    }

    public Heartbeat heartbeat() {
        return heartbeat;
    }

    public Dispatcher dispatcher() {
        return dispatcher;
    }

    public Processor processor(ProcessorThreads threads) {
        return processor(threads, config.lease());
    }

    /** @param lease for the intervals of its loops; claims and heartbeats use the configured one */
    Processor processor(ProcessorThreads threads, Duration lease) {
        ReplicaLeases leases = new ReplicaLeases(queue, replica, lease);
        DatabaseContact contact = new DatabaseContact(replica.nanoTime(), outages);
        Rescuer rescuer = new Rescuer(leases, dispatcher, retries, contact, listener);
        return new Processor(leases, dispatcher, heartbeat, rescuer, threads);
    }

    public NotificationListener notificationListener(JobNotifications notifications, Processor processor) {
        return new NotificationListener(notifications, processor::received, outages);
    }

    public Housekeeping housekeeping(
            MirrorLayout layout, JobRetention jobs, AuditRetention audit, ExpiredBundles bundles) {
        DeadUploads deadUploads = new DeadUploads(rooms.store(), new DownloadClaims(rooms.database()), layout);
        ReleaseReconciler releases = new ReleaseReconciler(rooms.database());
        return new Housekeeping(List.of(
                new Chore("uploads of lost workers", deadUploads::sweep),
                new Chore(
                        "stray uploads",
                        () -> rooms.store()
                                .abortStrayUploads(replica.clock().instant().minus(config.strayUploadAge()))),
                new Chore("versions that wait to be listed", releases::run),
                new Chore("evidence that packages lack", new EvidenceBackfill(rooms.database())::run),
                new Chore("ended jobs", jobs::prune),
                new Chore("audit entries", audit::prune),
                new Chore("bundles past their time", bundles::run)));
    }
}
