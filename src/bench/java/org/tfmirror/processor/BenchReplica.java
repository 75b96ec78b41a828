package org.tfmirror.processor;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.tfmirror.job.JobLimits;
import org.tfmirror.job.JobNotifications;
import org.tfmirror.processor.engine.NotificationListener;
import org.tfmirror.processor.engine.Processor;
import org.tfmirror.processor.engine.ProcessorThreads;
import org.tfmirror.processor.engine.Replica;
import org.tfmirror.processor.ingest.ItemProcess;
import org.tfmirror.processor.telemetry.JobTraces;
import org.tfmirror.processor.telemetry.LogContext;
import org.tfmirror.processor.telemetry.ProcessorListeners;
import org.tfmirror.processor.telemetry.ProcessorMetrics;
import org.tfmirror.processor.telemetry.Tracing;
import org.tfmirror.processor.work.Backoff;
import org.tfmirror.processor.work.ProcessorListener;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.MemoryObjectStore;
import org.tfmirror.test.TestJobLimits;
import org.tfmirror.test.TestProcessorConfig;
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
        ProcessorListener listener = new ProcessorListeners(
                new LogContext(),
                new ProcessorMetrics(new SimpleMeterRegistry()),
                new JobTraces(Tracing.off().tracer()));
        ProcessorAssembly assembly = new ProcessorAssembly(
                new ProcessorAssembly.Rooms(
                        dataSource,
                        NO_CONSTRAINTS,
                        new ScriptedOrigin(),
                        new MemoryObjectStore(),
                        kind -> (id, held, progress) -> {
                            setup.work().run(id);
                            return new ItemProcess.Mirrored(1, null);
                        }),
                new TestProcessorConfig(setup.slots(), setup.lease(), 3),
                new Replica(setup.owner(), Clock.systemUTC(), System::nanoTime, pool),
                Backoff.forOutages(),
                listener);
        processor = assembly.processor(ProcessorThreads.start());
        notificationListener =
                assembly.notificationListener(new JobNotifications(dataSource, new TestQueueConfig(true)), processor);
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
}
