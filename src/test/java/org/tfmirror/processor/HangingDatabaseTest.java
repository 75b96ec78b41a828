package org.tfmirror.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.processor.ProcessorRig.statusOf;
import static org.tfmirror.test.TestDatabase.submit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.processor.ProcessorRig.ScriptedPipeline.Held;
import org.tfmirror.processor.engine.Processor;
import org.tfmirror.processor.engine.ProcessorThreads;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.ingest.ItemProcess;
import org.tfmirror.processor.ingest.StopSignal;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.FaultyDataSource;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** A database that takes every statement and answers none, under a processor with the threads it really has. */
class HangingDatabaseTest {

    private static final PackageId FIRST = Packages.number(0);
    /** So the loops come round in no time; the leases themselves go by the clock that the test turns. */
    private static final Duration ROUNDS = Duration.ofMillis(120);

    private final FaultyDataSource database = new FaultyDataSource(TestDatabase.dataSource());
    private final ProcessorRig rig = new ProcessorRig("me", 3, database.dataSource(), null);
    private final ProcessorThreads threads = ProcessorThreads.start();
    private final Processor processor = rig.processor(threads, ROUNDS);
    private final CountDownLatch answers = new CountDownLatch(1);

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    @AfterEach
    void everyInvariantHolds() {
        answers.countDown();
        threads.shutdown();
        rig.close();
        JobInvariants.check(TestDatabase.dataSource(), ProcessorRig.MAX_ATTEMPTS);
    }

    @Test
    void theWorkerIsStoppedAtItsLeasesEndHoweverManyPollsHang() throws Exception {
        HeldLease lease = inWork();
        hang();
        wakeUntilAPollHangs();

        rig.pass(ProcessorRig.LEASE.plusNanos(1));

        patiently().until(() -> {
            processor.wake();
            return lease.signal().reason() == StopSignal.Reason.LEASE_LOST;
        });
        patiently().until(() -> rig.slots.held().isEmpty());
    }

    @Test
    void theJobIsDoneOnceTheDatabaseAnswersAndNoAttemptIsCounted() throws Exception {
        HeldLease lease = inWork();
        hang();
        wakeUntilAPollHangs();
        rig.pass(ProcessorRig.LEASE.plusNanos(1));
        patiently().until(() -> rig.slots.held().isEmpty());
        rig.pipeline.on(FIRST, signal -> new ItemProcess.Mirrored(1, null));
        TestDatabase.execute("update job set lease_expires_at = now()");

        answers.countDown();

        patiently().until(() -> statusOf(lease.lease().jobId()).equals("completed"));
        assertThat(TestDatabase.query("select attempts from job_item")).containsExactly(List.of(1));
    }

    @Test
    void oneHeartbeatIsSentHoweverManyPollsHang() throws Exception {
        inWork();
        database.forget();
        hang();
        wakeUntilAPollHangs();

        patiently().until(() -> {
            processor.wake();
            return hanging("set lease_expires_at") == 1;
        });
    }

    @Test
    void aThousandWakesWhileOnePollHangsComeToOneMore() throws Exception {
        processor.start();
        patiently().until(() -> hanging("due as materialized") == 1);
        database.forget();
        hang();
        wakeUntilAPollHangs();
        for (int i = 0; i < 1_000; i++) {
            processor.wake();
        }
        long id = submit(FIRST);

        answers.countDown();

        patiently().until(() -> statusOf(id).equals("completed"));
        rig.awaitIdle();
        // The one that hung, one for all who asked meanwhile, and one for the slot that came free.
        assertThat(hanging("due as materialized")).isLessThanOrEqualTo(3);
    }

    @Test
    void aDrainEndsAlthoughAPollHasNoAnswer() throws Exception {
        processor.start();
        patiently().until(() -> hanging("due as materialized") == 1);
        database.forget();
        hang();
        wakeUntilAPollHangs();

        processor.drain(Duration.ZERO);

        assertThat(threads.polls().isShutdown()).isTrue();
    }

    private HeldLease inWork() throws InterruptedException {
        Held held = rig.pipeline.hold(FIRST);
        submit(FIRST);
        processor.start();
        held.begun.await();
        return rig.slots.held().iterator().next();
    }

    private void hang() {
        database.after(sql -> awaitWhateverComes(answers));
    }

    private void wakeUntilAPollHangs() {
        patiently().until(() -> {
            processor.wake();
            return hanging("due as materialized") > 0;
        });
    }

    private long hanging(String part) {
        return database.statements().stream().filter(sql -> sql.contains(part)).count();
    }

    /** A blocked read of a socket does not hear of an interrupt, either. */
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

    private static ConditionFactory patiently() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5));
    }
}
