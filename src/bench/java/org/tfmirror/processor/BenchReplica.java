package org.tfmirror.processor;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.tfmirror.catalog.Catalog;
import org.tfmirror.job.JobLimits;
import org.tfmirror.job.JobNotifications;
import org.tfmirror.job.claim.DownloadClaims;
import org.tfmirror.job.queue.JobAdditions;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.processor.engine.DatabaseContact;
import org.tfmirror.processor.engine.Dispatcher;
import org.tfmirror.processor.engine.Heartbeat;
import org.tfmirror.processor.engine.NotificationListener;
import org.tfmirror.processor.engine.Processor;
import org.tfmirror.processor.engine.ProcessorThreads;
import org.tfmirror.processor.engine.WorkerSlots;
import org.tfmirror.processor.ingest.ItemProcess;
import org.tfmirror.processor.telemetry.JobTraces;
import org.tfmirror.processor.telemetry.LogContext;
import org.tfmirror.processor.telemetry.ProcessorListeners;
import org.tfmirror.processor.telemetry.ProcessorMetrics;
import org.tfmirror.processor.telemetry.Tracing;
import org.tfmirror.processor.work.Backoff;
import org.tfmirror.processor.work.ConstraintResolver;
import org.tfmirror.processor.work.JobWorker;
import org.tfmirror.processor.work.ProcessorListener;
import org.tfmirror.processor.work.RetryPolicy;
import org.tfmirror.processor.work.WriteRetry;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.MemoryObjectStore;
import org.tfmirror.test.TestJobLimits;
import org.tfmirror.test.TestQueueConfig;

/**
 * A replica's processor as the application puts it together, but for the pipeline: claims, leases, heartbeats,
 * settlements, tick and notificationListener are the real ones; what an item does is the benchmark's.
 */
public final class BenchReplica implements AutoCloseable {

    /** Jobs of the benchmarks name packages. */
    private static final JobLimits NO_CONSTRAINTS = new TestJobLimits(1, 1);

    private final ScheduledThreadPoolExecutor tick = new ScheduledThreadPoolExecutor(1);
    private final ExecutorService pool;
    private final Processor processor;
    private final NotificationListener notificationListener;
    private final Duration pollingInterval;

    /** What becomes of an item. */
    public interface Work {
        void run(PackageId id) throws InterruptedException;
    }

    /** Everything about it that a benchmark may choose. */
    public record Setup(String owner, int slots, Duration pollingInterval, Duration lease, Work work) {}

    public BenchReplica(DataSource dataSource, Setup setup) {
        pollingInterval = setup.pollingInterval();
        pool = Executors.newFixedThreadPool(setup.slots());
        JobQueue queue = new JobQueue(dataSource);
        MemoryObjectStore store = new MemoryObjectStore();
        ProcessorListener listener = new ProcessorListeners(
                new LogContext(),
                new ProcessorMetrics(new SimpleMeterRegistry()),
                new JobTraces(Tracing.off().tracer()));
        Heartbeat heartbeat = new Heartbeat(queue, setup.owner(), setup.lease(), System::nanoTime, listener);
        WorkerSlots slots = new WorkerSlots(setup.slots());
        WriteRetry writeRetry = new WriteRetry(pauses());
        JobWorker worker = new JobWorker(
                new JobWorker.Records(
                        queue,
                        new JobAdditions(NO_CONSTRAINTS),
                        new Catalog(dataSource),
                        new DownloadClaims(dataSource),
                        store),
                kind -> (id, held, progress) -> {
                    setup.work().run(id);
                    return new ItemProcess.Mirrored(1, null);
                },
                new ConstraintResolver(new ScriptedOrigin(), NO_CONSTRAINTS),
                new JobWorker.Conduct(new RetryPolicy(3, pauses()), writeRetry, listener));
        Dispatcher dispatcher = new Dispatcher(
                queue,
                heartbeat,
                slots,
                pool,
                new Dispatcher.Work(
                        setup.owner(), setup.lease(), worker, store, Clock.systemUTC(), System::nanoTime, listener));
        processor = new Processor(
                dispatcher,
                heartbeat,
                slots,
                queue,
                new Processor.Settings(
                        setup.lease(),
                        4,
                        ProcessorThreads.start(),
                        writeRetry,
                        pauses(),
                        new DatabaseContact(System::nanoTime),
                        Clock.systemUTC(),
                        listener));
        notificationListener = new NotificationListener(
                new JobNotifications(dataSource, new TestQueueConfig(true)), processor::received, pauses());
    }

    /** Begins to claim, to listen and to tick. */
    public void start() {
        processor.start();
        notificationListener.start();
        tick.scheduleAtFixedRate(
                processor::wake, pollingInterval.toMillis(), pollingInterval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What the application does after a submit of its own. */
    public void nudge() {
        processor.wake();
    }

    @Override
    public void close() throws InterruptedException {
        tick.shutdownNow();
        notificationListener.end();
        processor.drain(Duration.ofSeconds(30));
        pool.shutdown();
        pool.awaitTermination(1, TimeUnit.MINUTES);
    }

    private static Backoff pauses() {
        return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), new Random());
    }
}
