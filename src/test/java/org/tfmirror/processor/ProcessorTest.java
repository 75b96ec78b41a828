package org.tfmirror.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.processor.ProcessorRig.statusOf;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;
import static org.tfmirror.test.TestDatabase.submit;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.origin.OriginException.RateLimited;
import org.tfmirror.processor.ProcessorRig.ScriptedPipeline;
import org.tfmirror.processor.ProcessorRig.ScriptedPipeline.Held;
import org.tfmirror.processor.engine.Processor;
import org.tfmirror.processor.engine.Replica;
import org.tfmirror.processor.engine.WorkerSlots;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.ingest.ItemProcess.Mirrored;
import org.tfmirror.processor.ingest.StopSignal;
import org.tfmirror.processor.work.Backoff;
import org.tfmirror.processor.work.ProcessorListener;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.StorageRefusedException;
import org.tfmirror.test.FaultyDataSource;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.MemoryObjectStore;
import org.tfmirror.test.MemoryObjectStore.Call;
import org.tfmirror.test.OwnThread;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.test.TestJobLimits;
import org.tfmirror.test.TestProcessorConfig;

/** The scheduler of one replica in a time that the test turns by hand, on a real database. */
class ProcessorTest {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration BEAT = LEASE.dividedBy(3);
    private static final PackageId FIRST = Packages.number(0);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final FaultyDataSource database = new FaultyDataSource(TestDatabase.dataSource());
    private final ScriptedPipeline pipeline = new ScriptedPipeline();
    private final MemoryObjectStore store = new MemoryObjectStore();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final JobQueue queue = new JobQueue(database.dataSource());
    private final AtomicInteger failedPolls = new AtomicInteger();
    private final ProcessorListener listener = new ProcessorListener() {
        @Override
        public void polled(Duration took, boolean reached) {
            failedPolls.addAndGet(reached ? 0 : 1);
        }
    };
    /** Of the processor that was started last. */
    private WorkerSlots slots = new WorkerSlots(0, threads);

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    @AfterEach
    void everyInvariantHolds() {
        threads.shutdownNow();
        Awaitility.await().until(threads::isTerminated);
        JobInvariants.check(TestDatabase.dataSource(), 3);
    }

    @Test
    void eachThirdOfTheLeaseOneStatementRenewsAllLeases() throws Exception {
        Processor processor = started(3, threads);
        List<Held> held = new ArrayList<>();
        for (PackageId each : Packages.some(3)) {
            held.add(pipeline.hold(each));
            submit(each);
        }
        processor.wake();
        scheduler.settle();
        for (Held each : held) {
            each.begun.await();
        }
        execute("update job set lease_expires_at = now() + interval '1 second'");
        database.forget();

        scheduler.turn(BEAT.minusNanos(1));
        assertThat(beats()).isZero();
        scheduler.turn(Duration.ofNanos(1));
        assertThat(beats()).isEqualTo(1);
        scheduler.turn(BEAT);
        assertThat(beats()).isEqualTo(2);

        assertThat(query("select lease_expires_at > now() + interval '30 seconds' from job"))
                .containsExactly(List.of(true), List.of(true), List.of(true));
        held.forEach(each -> each.released.countDown());
        Awaitility.await().until(() -> slots.held().isEmpty());
    }

    @Test
    void anIdleReplicaSendsNoHeartbeat() {
        started(3, threads);
        scheduler.settle();
        database.forget();

        scheduler.turn(LEASE.minusNanos(1));

        assertThat(beats()).isZero();
    }

    private long beats() {
        return database.statements().stream()
                .filter(sql -> sql.contains("set lease_expires_at"))
                .count();
    }

    @Test
    void aFailingBeatIsRetriedUntilTheLeaseEndsAndStopsTheWorker() throws Exception {
        Processor processor = started(1, threads);
        Held held = pipeline.hold(FIRST);
        long id = submit(FIRST);
        processor.wake();
        scheduler.settle();
        held.begun.await();
        HeldLease lease = slots.held().iterator().next();
        database.goDown();
        database.forget();

        scheduler.turn(LEASE);
        assertThat(database.refused()).isGreaterThanOrEqualTo(8);
        assertThat(lease.signal().reason()).isNull();

        scheduler.turn(LEASE.dividedBy(6));
        assertThat(lease.signal().reason()).isEqualTo(StopSignal.Reason.LEASE_LOST);
        Awaitility.await().until(() -> slots.held().isEmpty());
        assertThat(statusOf(id)).isEqualTo("running"); // it is for a rescue now
    }

    @Test
    void nothingIsRescuedBeforeOneLeaseOfGoodContact() {
        long id = lostJob();
        started(1, Runnable::run);

        scheduler.turn(LEASE.minusNanos(1));
        assertThat(statusOf(id)).isEqualTo("running");

        scheduler.turn(Duration.ofNanos(1));
        assertThat(statusOf(id)).isEqualTo("completed");
    }

    @Test
    void whatHasBeenLostForMoreThanALeaseIsRescuedAtTheStart() {
        long id = lostJob();
        execute("update job set lease_expires_at = now() - interval '61 seconds'");

        started(1, Runnable::run);
        scheduler.settle();

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(query("select attempts from job_item")).containsExactly(List.of(2));
    }

    @Test
    void whatALongOutageLostIsRescuedAtOnceAndUncounted() {
        Processor processor = started(1, Runnable::run);
        scheduler.turn(LEASE.multipliedBy(2));
        database.goDown();
        processor.wake();
        scheduler.turn(LEASE.multipliedBy(2));
        long id = lostJob();
        execute("update job set lease_expires_at = now() - interval '61 seconds', crashes = 4");
        execute("update job_item set attempts = 3");
        database.comeBack();

        scheduler.turn(LEASE.dividedBy(12));

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(query("select attempts, error_code from job_item").get(0)).containsExactly(3, null);
    }

    @Test
    void aClaimWhoseAnswerWasLostIsGivenBackWithinItsLease() throws Exception {
        started(1, Runnable::run);
        scheduler.settle();
        long id = submit(FIRST);
        queue.claim("me", 1, LEASE); // and nobody here hears of it
        scheduler.turn(BEAT);
        assertThat(statusOf(id)).isEqualTo("running"); // its worker may be about to begin

        execute("update job set lease_expires_at = now() + interval '39 seconds'");
        scheduler.turn(BEAT);

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(query("select attempts from job_item")).containsExactly(List.of(1));
    }

    @Test
    void afterAnOutageNothingIsRescuedForOneLease() {
        Processor processor = started(1, Runnable::run);
        scheduler.turn(LEASE.multipliedBy(2));
        database.goDown();
        processor.wake();
        scheduler.turn(LEASE.multipliedBy(2));
        long id = lostJob();
        database.comeBack();

        scheduler.turn(LEASE.minusNanos(1));
        assertThat(statusOf(id)).isEqualTo("running");

        scheduler.turn(BEAT.plusSeconds(5)); // the pause before the poll that reached it again, and a beat
        assertThat(statusOf(id)).isEqualTo("completed");
    }

    @Test
    void anOutageThatOnlyTheRescueMetCountsToo() {
        Processor processor = started(1, Runnable::run);
        scheduler.turn(LEASE.multipliedBy(2));
        database.goDown();
        scheduler.turn(BEAT);
        assertThat(database.refused()).isGreaterThan(0);
        database.comeBack();
        long id = lostJob();
        processor.wake(); // the tick

        scheduler.turn(LEASE.minusNanos(1));
        assertThat(statusOf(id)).isEqualTo("running");

        scheduler.turn(BEAT);
        assertThat(statusOf(id)).isEqualTo("completed");
    }

    @Test
    void pollsBackOffFromATenthOfASecondToFiveAndNeverEnd() {
        database.goDown();
        started(1, Runnable::run);

        List<Long> at = failedPollsWithin(Duration.ofSeconds(30));
        assertThat(at).startsWith(0L, 100L, 300L, 700L, 1500L, 3100L, 6300L, 11300L, 16300L);

        scheduler.turn(Duration.ofHours(1));
        assertThat(failedPollsWithin(Duration.ofMinutes(1))).hasSize(12);

        long id = submit(FIRST);
        database.comeBack();
        scheduler.turn(Duration.ofSeconds(5));
        assertThat(statusOf(id)).isEqualTo("completed");
    }

    @Test
    void whoeverWakesItDuringAnOutageAddsNoPollsThatGoOnForEver() {
        database.goDown();
        Processor processor = started(1, Runnable::run);
        for (int tick = 0; tick < 360; tick++) {
            scheduler.turn(Duration.ofMillis(7_310));
            processor.wake();
        }
        scheduler.settle();

        assertThat(failedPollsWithin(Duration.ofMinutes(1))).hasSizeBetween(11, 12);
        assertThat(scheduler.waiting()).isLessThan(5);
    }

    @Test
    void aHundredWakesAtOnceComeToOnePoll() {
        Processor processor = started(1, Runnable::run);
        scheduler.settle();
        database.forget();

        for (int i = 0; i < 100; i++) {
            processor.wake();
        }
        scheduler.settle();

        assertThat(database.statements()).hasSize(1);
    }

    @Test
    void aWakeDuringAPollIsNotLost() {
        Processor processor = started(1, Runnable::run);
        scheduler.settle();
        database.forget();
        processor.wake();
        database.before(sql -> {
            database.before(other -> {});
            processor.wake();
        });

        scheduler.settle();

        assertThat(database.statements()).hasSize(2);
    }

    @Test
    void aFreedSlotClaimsAtOnceAndWaitsForNoTick() {
        for (PackageId each : Packages.some(5)) {
            submit(each);
        }
        started(1, Runnable::run);

        scheduler.settle();

        assertThat(query("select distinct status from job")).containsExactly(List.of("completed"));
        assertThat(scheduler.nanoTime()).isZero();
    }

    @Test
    void everySlotIsTakenAndNeverMoreHoweverOftenItIsWoken() throws Exception {
        List<Held> held = new ArrayList<>();
        for (PackageId each : Packages.some(7)) {
            held.add(pipeline.hold(each));
            submit(each);
        }
        Processor processor = started(3, threads);
        scheduler.settle();
        for (int i = 0; i < 3; i++) {
            held.get(i).begun.await();
        }

        for (int wake = 0; wake < 20; wake++) {
            processor.wake();
            scheduler.settle();
        }
        assertThat(query("select count(*) from job where status = 'running' and lease_owner = 'me'"))
                .containsExactly(List.of(3L));

        held.forEach(each -> each.released.countDown());
        Awaitility.await().until(() -> {
            scheduler.settle();
            return query("select id from job where status <> 'completed'").isEmpty();
        });
        assertThat(pipeline.most).hasValue(3);
    }

    @Test
    void workOfFiveTimesTheLeaseRunsExactlyOnce() throws Exception {
        Processor processor = started(1, threads);
        Held held = pipeline.hold(FIRST);
        long id = submit(FIRST);
        processor.wake();
        scheduler.settle();
        held.begun.await();

        for (int beat = 0; beat < 5 * 3; beat++) {
            // The time of the database, where a lease would end that nobody renews.
            execute("update job set lease_expires_at = lease_expires_at - interval '20 seconds'");
            scheduler.turn(BEAT);
            assertThat(queue.rescue(3, 5)).isEmpty();
        }

        held.released.countDown();
        Awaitility.await().until(() -> slots.held().isEmpty());
        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(query("select attempts from job_item")).containsExactly(List.of(1));
        assertThat(query("select lease_epoch from job")).containsExactly(List.of(1L));
        assertThat(pipeline.runs).containsExactly(FIRST);
    }

    @Test
    void aLeaseThatRanOutIsTakenOverWithinABeatOnceTheContactIsGood() {
        started(1, Runnable::run);
        scheduler.turn(LEASE.multipliedBy(2));
        long id = lostJob();

        scheduler.turn(BEAT);

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(query("select attempts from job_item")).containsExactly(List.of(2));
    }

    @Test
    void whatWaitsIsLookedForWhenItIsDue() {
        long id = submit(FIRST);
        pipeline.on(FIRST, signal -> {
            throw new RateLimited("origin.invalid", Duration.ofMinutes(10));
        });
        started(1, Runnable::run);
        scheduler.settle();
        pipeline.on(FIRST, signal -> new Mirrored(1, null));

        assertRunsWithin(Duration.ofMinutes(10), id);
    }

    @Test
    void whatWaitedBeforeTheStartIsLookedForWhenItIsDue() {
        long id = submit(FIRST);
        execute("update job set due_at = now() + interval '10 minutes'");
        started(1, Runnable::run);
        scheduler.settle();

        assertRunsWithin(Duration.ofMinutes(10), id);
    }

    @Test
    void anItemThatWaitedWhenItsJobWasClaimedIsLookedForWhenItIsDue() {
        long id = submit(FIRST, Packages.number(1));
        execute("update job_item set next_attempt_at = now() + interval '10 minutes' where ordinal = 0");
        started(1, Runnable::run);
        scheduler.settle();
        assertThat(query("select status from job_item order by ordinal"))
                .containsExactly(List.of("pending"), List.of("completed"));

        assertRunsWithin(Duration.ofMinutes(10), id);
    }

    /** Of the database's time next to none passes in a test, so the job is made due by hand: the look is what counts. */
    private void assertRunsWithin(Duration delay, long id) {
        execute("update job set due_at = now()");
        execute("update job_item set next_attempt_at = now() where status = 'pending'");
        scheduler.turn(delay.minusMinutes(1));
        assertThat(statusOf(id)).isEqualTo("pending");
        scheduler.turn(Duration.ofMinutes(1));
        assertThat(statusOf(id)).isEqualTo("completed");
    }

    @Test
    void aDefectInOneRoundDoesNotEndTheRounds() {
        Processor processor = started(1, Runnable::run);
        scheduler.settle();
        database.before(sql -> {
            database.before(other -> {});
            throw new IllegalStateException("a bug");
        });
        processor.wake();
        scheduler.settle();

        long id = submit(FIRST);
        processor.wake();
        scheduler.settle();

        assertThat(statusOf(id)).isEqualTo("completed");
    }

    @Test
    void jobsThatThePoolDoesNotTakeAreGivenBackAndTheirSlotsAreFree() {
        long id = submit(FIRST);
        long other = submit(Packages.number(1));
        Processor processor = started(3, task -> {
            throw new RejectedExecutionException("shutting down");
        });

        scheduler.settle();

        assertThat(statusOf(id)).isEqualTo("pending");
        assertThat(statusOf(other)).isEqualTo("pending");
        assertThat(query("select attempts from job_item")).containsExactly(List.of(0), List.of(0));
        assertThat(slots.free()).isEqualTo(3);
        assertThat(slots.held()).isEmpty();
        assertThat(processor.isStopping()).isFalse();
    }

    // The end.

    @Test
    void heartbeatsContinueUntilJobsAreGivenBackAndLoopsEndLast() throws Exception {
        Processor processor = started(1, threads);
        long id = submit(FIRST);
        Held held = pipeline.hold(FIRST);
        processor.wake();
        scheduler.settle();
        held.begun.await();
        List<Boolean> shutDown = new ArrayList<>();
        database.before(sql -> {
            if (sql.contains("put_back")) {
                database.before(other -> {});
                shutDown.add(scheduler.isShutdown());
                execute("update job set lease_expires_at = now() + interval '1 second'");
                scheduler.turn(BEAT);
                shutDown.add(beatSince());
            }
        });

        processor.drain(Duration.ZERO);

        assertThat(shutDown).containsExactly(false, true);
        assertThat(scheduler.isShutdown()).isTrue();
        assertThat(statusOf(id)).isEqualTo("pending");
        assertThat(query("select attempts from job_item")).containsExactly(List.of(0));
    }

    private static boolean beatSince() {
        return query("select lease_expires_at > now() + interval '30 seconds' from job")
                .equals(List.of(List.of(true)));
    }

    @Test
    void theHeartBeatsWhileTheDrainWaitsForItemsInFlight() throws Exception {
        Processor processor = started(1, threads);
        long id = submit(FIRST);
        Held held = pipeline.hold(FIRST);
        processor.wake();
        scheduler.settle();
        held.begun.await();

        CompletableFuture<Void> drain = OwnThread.run(() -> drain(processor, Duration.ofMinutes(1)));
        Awaitility.await().until(() -> slots.held().stream().allMatch(HeldLease::endsAfterItem));
        execute("update job set lease_expires_at = now() + interval '1 second'");
        scheduler.turn(BEAT);
        assertThat(beatSince()).isTrue();
        held.released.countDown();
        drain.get();

        assertThat(statusOf(id)).isEqualTo("completed");
    }

    @Test
    void aWorkerThatDoesNotHearLosesItsJobAndWritesNothing() throws Exception {
        Processor processor = started(1, threads);
        long id = submit(FIRST);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        pipeline.on(FIRST, signal -> {
            begun.countDown();
            awaitWhateverComes(released);
            return new Mirrored(1, null);
        });
        processor.wake();
        scheduler.settle();
        begun.await();

        processor.drain(Duration.ZERO);
        assertThat(statusOf(id)).isEqualTo("pending");
        assertThat(query("select attempts from job_item")).containsExactly(List.of(0));

        released.countDown();
        Awaitility.await().until(() -> slots.held().isEmpty());
        assertThat(statusOf(id)).isEqualTo("pending");
    }

    @Test
    void onceItDrainsNoWakeNoTickAndNoRescueClaims() throws Exception {
        Processor processor = started(1, Runnable::run);
        scheduler.turn(LEASE.multipliedBy(2));
        processor.wake(); // still queued when the drain begins
        processor.drain(Duration.ZERO);
        long id = submit(FIRST);

        processor.wake();
        processor.received(org.tfmirror.job.JobNotifications.Notification.DUE);
        scheduler.turn(LEASE.multipliedBy(2));

        assertThat(statusOf(id)).isEqualTo("pending");
    }

    @Test
    void aDrainWithoutADatabaseEndsAllTheSame() throws Exception {
        Processor processor = started(1, threads);
        long id = submit(FIRST);
        Held held = pipeline.hold(FIRST);
        processor.wake();
        scheduler.settle();
        held.begun.await();
        database.goDown();

        processor.drain(Duration.ZERO);

        assertThat(scheduler.isShutdown()).isTrue();
        assertThat(statusOf(id)).isEqualTo("running"); // until its lease is over
    }

    // The store.

    @Test
    void aStoreThatRefusesStopsTheClaimingUntilItDoesNot() {
        long id = submit(FIRST);
        pipeline.on(FIRST, signal -> {
            store.check();
            return new Mirrored(1, null);
        });
        store.fail(Call.CHECK, new StorageRefusedException("not allowed", null));
        Processor processor = started(1, Runnable::run);
        scheduler.settle();
        assertThat(processor.storeOutage()).isPresent();
        database.forget();

        for (int tick = 0; tick < 10; tick++) {
            processor.wake();
            scheduler.turn(Duration.ofSeconds(1));
        }
        assertThat(database.statements()).isEmpty();
        assertThat(query("select status, attempts from job_item")).containsExactly(List.of("pending", 0));

        store.heal();
        processor.wake();
        scheduler.settle();
        assertThat(processor.storeOutage()).isEmpty();
        assertThat(statusOf(id)).isEqualTo("completed");
    }

    /** A job whose replica is gone. */
    private static long lostJob() {
        long id = submit(FIRST);
        try {
            new JobQueue(TestDatabase.dataSource()).claim("dead", 1, LEASE);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
        execute("update job set lease_expires_at = now() - interval '1 second' where id = ?", id);
        return id;
    }

    /** When polls fail, in milliseconds since now, to the nearest tenth of a second. */
    private List<Long> failedPollsWithin(Duration time) {
        long from = scheduler.nanoTime();
        List<Long> at = new ArrayList<>();
        long until = from + time.toNanos();
        failedPolls.set(0);
        scheduler.settle();
        int seen = 0;
        while (scheduler.nanoTime() < until) {
            while (seen < failedPolls.get()) {
                at.add((scheduler.nanoTime() - from) / 1_000_000);
                seen++;
            }
            scheduler.turn(Duration.ofMillis(100));
        }
        return at;
    }

    private static void awaitWhateverComes(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void drain(Processor processor, Duration limit) {
        try {
            processor.drain(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Processor started(int limit, Executor pool) {
        ProcessorAssembly assembly = new ProcessorAssembly(
                new ProcessorAssembly.Rooms(
                        database.dataSource(),
                        new TestJobLimits(100, 100),
                        new ScriptedOrigin(),
                        store,
                        kind -> pipeline),
                new TestProcessorConfig(limit, LEASE, 2),
                new Replica("me", Clock.systemUTC(), scheduler::nanoTime, pool),
                new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), steady()),
                listener);
        slots = assembly.slots();
        Processor processor = assembly.processor(scheduler.forAll());
        processor.start();
        return processor;
    }

    /** Jitters nothing. */
    private static RandomGenerator steady() {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException();
            }

            @Override
            public double nextDouble() {
                return 0.5;
            }
        };
    }
}
