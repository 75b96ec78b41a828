package org.tfmirror.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.job.QueueStats;
import org.tfmirror.processor.engine.Processor;
import org.tfmirror.processor.engine.Replica;
import org.tfmirror.processor.work.Backoff;
import org.tfmirror.processor.work.ProcessorListener;
import org.tfmirror.test.FaultyDataSource;
import org.tfmirror.test.MemoryObjectStore;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.test.TestJobLimits;
import org.tfmirror.test.TestProcessorConfig;

/** Whether the tick is told to have stalled when it has, and at no other time. */
class ProcessorMonitorTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    /** Three polling intervals and a minute. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final FaultyDataSource database = new FaultyDataSource(TestDatabase.dataSource());
    private final ManualScheduler scheduler = new ManualScheduler();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final Replica replica = new Replica("me", new SchedulerClock(), scheduler::nanoTime, workers);
    private final ProcessorAssembly assembly = new ProcessorAssembly(
            new ProcessorAssembly.Rooms(
                    database.dataSource(),
                    new TestJobLimits(1, 1),
                    new ScriptedOrigin(),
                    new MemoryObjectStore(),
                    kind -> new ProcessorRig.ScriptedPipeline()),
            new TestProcessorConfig(1, ProcessorRig.LEASE, 2),
            replica,
            Backoff.forOutages(),
            new ProcessorListener() {});
    private final Processor processor = assembly.processor(scheduler.forAll());

    /** The wall clock goes with the scheduler. */
    private final class SchedulerClock extends Clock {
        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return START.plusNanos(scheduler.nanoTime());
        }
    }

    private ProcessorMonitor monitor(DataSource dataSource) {
        ProcessorConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(ProcessorConfig.class)
                .withDefaultValue("tfmirror.processor.polling-interval", INTERVAL.toString())
                .build()
                .getConfigMapping(ProcessorConfig.class);
        return new ProcessorMonitor(
                processor, assembly.slots(), new QueueStats(dataSource, TestDatabase.notifications()), replica, config);
    }

    private boolean isTicking() {
        return monitor(database.dataSource()).isTicking(new SchedulerClock());
    }

    @BeforeEach
    void begin() {
        TestDatabase.empty();
        processor.start();
        scheduler.settle();
    }

    @AfterEach
    void end() {
        workers.shutdownNow();
    }

    @Test
    void aTickThatComesIsLife() {
        for (int tick = 0; tick < 100; tick++) {
            scheduler.turn(INTERVAL);
            processor.wake();
            scheduler.settle();
            assertThat(isTicking()).isTrue();
        }
    }

    @Test
    void aTickThatStallsIsNone() {
        scheduler.turn(PATIENCE.minusNanos(1));
        assertThat(isTicking()).isTrue();

        scheduler.turn(Duration.ofNanos(1)); // nobody wakes it any longer
        assertThat(isTicking()).isFalse();

        processor.wake();
        scheduler.settle();
        assertThat(isTicking()).isTrue();
    }

    @Test
    void aDeadSchedulerIsNoLifeHoweverOftenItIsWoken() {
        scheduler.shutdownNow();
        for (int tick = 0; tick < 10; tick++) {
            scheduler.turn(INTERVAL);
            processor.wake();
        }

        assertThat(isTicking()).isFalse();
    }

    @Test
    void aDatabaseThatIsAwayForHoursIsNoDeath() {
        database.goDown();
        processor.wake(); // the last tick that is needed
        for (int minute = 0; minute < 180; minute++) {
            scheduler.turn(Duration.ofMinutes(1)); // its own retries go on
            assertThat(isTicking()).isTrue();
        }
    }

    @Test
    void aPollThatWaitsForASilentDatabaseUntilItsTimeLimitsIsNoDeath() {
        // 5 s for a connection and 30 s for an answer; both may be used up by one poll.
        database.before(sql -> scheduler.turn(Duration.ofSeconds(35)));
        scheduler.turn(INTERVAL);
        processor.wake();
        scheduler.turn(Duration.ofSeconds(35));

        assertThat(isTicking()).isTrue();
    }

    @Test
    void oneThatIsOnItsWayDownNeedNotTick() throws Exception {
        processor.drain(Duration.ZERO);
        scheduler.turn(PATIENCE.multipliedBy(2));

        assertThat(isTicking()).isTrue();
    }
}
