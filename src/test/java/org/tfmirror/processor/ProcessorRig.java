package org.tfmirror.processor;

import static org.tfmirror.test.TestDatabase.query;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.JobLimits;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.processor.ProcessorAssembly.Rooms;
import org.tfmirror.processor.engine.Dispatcher;
import org.tfmirror.processor.engine.Heartbeat;
import org.tfmirror.processor.engine.Processor;
import org.tfmirror.processor.engine.ProcessorThreads;
import org.tfmirror.processor.engine.Replica;
import org.tfmirror.processor.engine.WorkerSlots;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.ingest.ItemProcess;
import org.tfmirror.processor.ingest.Progress;
import org.tfmirror.processor.ingest.StopSignal;
import org.tfmirror.processor.work.Backoff;
import org.tfmirror.processor.work.ItemRunner.Pipelines;
import org.tfmirror.processor.work.ProcessorListener;
import org.tfmirror.processor.work.RunResult;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.MemoryObjectStore;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.test.TestJobLimits;
import org.tfmirror.test.TestProcessorConfig;

/**
 * One replica's worker parts on the real database, with an item pipeline of the test's own and a monotonic clock that
 * the test turns. Nothing ticks by itself.
 */
public final class ProcessorRig implements AutoCloseable {

    public static final Duration LEASE = Duration.ofMinutes(1);
    public static final int MAX_ATTEMPTS = 3;

    private static final JobLimits LIMITS = new TestJobLimits(100, 100);

    public final JobQueue queue;
    final AtomicLong nanoTime = new AtomicLong(1);
    public final MemoryObjectStore store = new MemoryObjectStore();
    public final ScriptedPipeline pipeline = new ScriptedPipeline();
    public final Heartbeat heartbeat;
    public final WorkerSlots slots;
    public final Dispatcher dispatcher;
    public final List<RunResult> endings = new CopyOnWriteArrayList<>();
    private final AtomicInteger inWork = new AtomicInteger();
    private final ProcessorAssembly assembly;
    private final ExecutorService pool = Executors.newCachedThreadPool();

    public ProcessorRig(String owner, int limit) {
        this(owner, limit, TestDatabase.dataSource(), null);
    }

    /** One whose items the test scripts, and whose constraints this registry expands. */
    public ProcessorRig(String owner, DataSource dataSource, OriginRegistry registry, JobLimits limits) {
        this(owner, 3, dataSource, null, new Surroundings(registry, limits, new ProcessorListener() {}));
    }

    /** One that expands and fetches from this registry, one job at a time. */
    public ProcessorRig(
            String owner, DataSource dataSource, OriginRegistry registry, JobLimits limits, Pipelines real) {
        this(owner, 1, dataSource, real, new Surroundings(registry, limits, new ProcessorListener() {}));
    }

    /** With somebody who listens. */
    public ProcessorRig(String owner, int limit, ProcessorListener listener) {
        this(owner, limit, TestDatabase.dataSource(), null, new Surroundings(new ScriptedOrigin(), LIMITS, listener));
    }

    /**
     * @param dataSource of all its parts
     * @param real what does the work; null for {@link #pipeline}
     */
    public ProcessorRig(String owner, int limit, DataSource dataSource, @Nullable Pipelines real) {
        this(
                owner,
                limit,
                dataSource,
                real,
                new Surroundings(new ScriptedOrigin(), LIMITS, new ProcessorListener() {}));
    }

    /** With slots for what clients wait for, besides. */
    public ProcessorRig(String owner, int limit, int onDemandSlots) {
        this(
                owner,
                limit,
                TestDatabase.dataSource(),
                null,
                new Surroundings(new ScriptedOrigin(), LIMITS, new ProcessorListener() {}, onDemandSlots));
    }

    /** One that fetches from this registry into its own store, in slots for what clients wait for alone. */
    public ProcessorRig(String owner, OriginRegistry registry, Pipelines real, ProcessorListener listener) {
        this(owner, 0, TestDatabase.dataSource(), real, new Surroundings(registry, LIMITS, listener, 2));
    }

    private record Surroundings(
            OriginRegistry registry, JobLimits limits, ProcessorListener listener, int onDemandSlots) {
        Surroundings(OriginRegistry registry, JobLimits limits, ProcessorListener listener) {
            this(registry, limits, listener, 0);
        }
    }

    private ProcessorRig(
            String owner, int limit, DataSource dataSource, @Nullable Pipelines real, Surroundings around) {
        assembly = new ProcessorAssembly(
                new Rooms(
                        dataSource,
                        around.limits(),
                        around.registry(),
                        store,
                        real == null ? kind -> pipeline : real,
                        around.onDemandSlots()),
                new TestProcessorConfig(limit, LEASE, MAX_ATTEMPTS - 1),
                new Replica(owner, Clock.systemUTC(), nanoTime::get, this::inTheBackground),
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), RandomGenerator.getDefault()),
                around.listener());
        queue = assembly.queue();
        heartbeat = assembly.heartbeat();
        slots = assembly.slots();
        dispatcher = assembly.dispatcher();
        dispatcher.startClaiming();
    }

    /** Claims once, and notes how the runs end. */
    public void poll() {
        dispatcher.poll(endings::add);
    }

    public Processor processor(ProcessorThreads threads) {
        return processor(threads, LEASE);
    }

    /** @param lease by which its loops go; leases themselves are for {@link #LEASE}, by the clock that the test turns */
    public Processor processor(ProcessorThreads threads, Duration lease) {
        return assembly.processor(threads, lease);
    }

    public void pass(Duration time) {
        nanoTime.addAndGet(time.toNanos());
    }

    private void inTheBackground(Runnable work) {
        inWork.incrementAndGet();
        pool.execute(() -> {
            try {
                work.run();
            } finally {
                inWork.decrementAndGet();
            }
        });
    }

    /** Waits until every worker has ended and said how. */
    public void awaitIdle() {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(30))
                .until(() -> inWork.get() == 0);
    }

    public static Object statusOf(long jobId) {
        return String.valueOf(
                query("select status from job where id = ?", jobId).get(0).get(0));
    }

    public static List<String> itemStates(long jobId) {
        return query("select status from job_item where job_id = ? order by ordinal", jobId).stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList();
    }

    @Override
    public void close() {
        pool.shutdownNow();
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(pool::isTerminated);
    }

    /** Completes every item, unless the test says otherwise for a package. */
    public static final class ScriptedPipeline implements ItemProcess {

        private final Map<PackageId, Script> scripts = new ConcurrentHashMap<>();
        public final List<PackageId> runs = new CopyOnWriteArrayList<>();
        /** How many items were in work at once, at the most. */
        final AtomicInteger most = new AtomicInteger();

        private final AtomicInteger inWork = new AtomicInteger();

        /** What happens instead of completing. */
        public interface Script {
            Mirrored run(StopSignal signal) throws Exception;
        }

        public void on(PackageId id, Script script) {
            scripts.put(id, script);
        }

        /** Blocks the item until the test releases it or it is interrupted. */
        public Held hold(PackageId id) {
            Held held = new Held();
            on(id, signal -> {
                held.begun.countDown();
                held.released.await();
                return new Mirrored(1, null);
            });
            return held;
        }

        /** An item that waits. */
        public static final class Held {
            public final CountDownLatch begun = new CountDownLatch(1);
            public final CountDownLatch released = new CountDownLatch(1);
        }

        @Override
        public Mirrored mirror(PackageId id, HeldLease held, Progress progress) throws Exception {
            runs.add(id);
            most.accumulateAndGet(inWork.incrementAndGet(), Math::max);
            try {
                Script script = scripts.get(id);
                return script == null ? new Mirrored(1, null) : script.run(held.signal());
            } finally {
                inWork.decrementAndGet();
            }
        }
    }
}
