package org.tfmirror.processor.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.processor.ProcessorRig.itemStates;
import static org.tfmirror.processor.ProcessorRig.statusOf;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;
import static org.tfmirror.test.TestDatabase.submit;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.catalog.VerifiedPackage;
import org.tfmirror.job.JobControl;
import org.tfmirror.processor.ProcessorRig;
import org.tfmirror.processor.ProcessorRig.ScriptedPipeline.Held;
import org.tfmirror.processor.engine.Processor;
import org.tfmirror.processor.engine.ProcessorThreads;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.ingest.ItemProcess;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.StorageRefusedException;
import org.tfmirror.storage.StorageUnavailableException;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.MemoryObjectStore;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** Two replicas, ticked by hand, on one real database. */
class JobWorkerTest {

    private static final PackageId FIRST = Packages.number(0);
    private static final PackageId SECOND = Packages.number(1);

    private ProcessorRig a = new ProcessorRig("a", 3);
    private ProcessorRig b = new ProcessorRig("b", 3);

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    @AfterEach
    void everyInvariantHolds() throws Exception {
        a.close();
        b.close();
        JobInvariants.check(TestDatabase.dataSource(), ProcessorRig.MAX_ATTEMPTS);
    }

    @Test
    void runsTheItemsInOrder() throws Exception {
        long id = submit(Packages.some(3));

        a.poll();
        a.awaitIdle();

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(a.pipeline.runs).containsExactly(Packages.some(3));
    }

    @Test
    void neverTakesMoreThanItsSlots() throws Exception {
        ProcessorRig one = new ProcessorRig("one", 1);
        Held held = one.pipeline.hold(FIRST);
        submit(FIRST);
        long waiting = submit(SECOND);

        one.poll();
        held.begun.await();
        one.poll();
        assertThat(statusOf(waiting)).isEqualTo("pending");

        held.released.countDown();
        one.awaitIdle();
        one.poll();
        one.awaitIdle();
        assertThat(statusOf(waiting)).isEqualTo("completed");
        one.close();
    }

    @Test
    void aTransientFaultWaitsOutsideTheSlotAndTheOthersGoOn() throws Exception {
        long id = submit(Packages.some(2));
        a.pipeline.on(FIRST, signal -> {
            throw new java.sql.SQLException("gone");
        });

        a.poll();
        a.awaitIdle();

        assertThat(itemStates(id)).containsExactly("pending", "completed");
        assertThat(statusOf(id)).isEqualTo("pending");
        assertThat(a.endings).containsExactly(new RunResult.Done(null));
    }

    @Test
    void aFaultThatStaysEndsTheItemAfterItsAttempts() throws Exception {
        long id = submit(FIRST);
        a.pipeline.on(FIRST, signal -> {
            throw new StorageUnavailableException("gone", null);
        });

        tryAgainAndAgain(3);

        assertThat(statusOf(id)).isEqualTo("failed");
        assertThat(query("select attempts, error_code from job_item"))
                .containsExactly(List.of(3, "storage_unavailable"));
    }

    @Test
    void noOutageOfTheDatabaseIsCountedAsAnAttempt() {
        long id = submit(FIRST);
        a.pipeline.on(FIRST, signal -> {
            throw new SQLException("the connection broke", "08006");
        });

        tryAgainAndAgain(5);

        assertThat(statusOf(id)).isEqualTo("pending");
        assertThat(query("select status, attempts, error_code from job_item"))
                .containsExactly(List.of("pending", 0, "database_unavailable"));
    }

    @Test
    void aStatementThatTheDatabaseRefusesIsADefectAndCounts() {
        long id = submit(FIRST);
        a.pipeline.on(FIRST, signal -> {
            throw new SQLException("column does not exist", "42703");
        });

        tryAgainAndAgain(3);

        assertThat(statusOf(id)).isEqualTo("failed");
        assertThat(query("select attempts, error_code from job_item")).containsExactly(List.of(3, "internal_error"));
    }

    @Test
    void whatAWorkerThatFailedUnexpectedlyLeavesIsNotGivenBack() throws Exception {
        submit(FIRST);
        a.pipeline.on(FIRST, signal -> {
            throw new NoClassDefFoundError("a broken image");
        });
        a.poll();
        a.awaitIdle();
        assertThat(a.slots.free()).isEqualTo(a.slots.limit());
        execute("update job set lease_expires_at = now()");

        assertThat(a.dispatcher.giveBackUnheld().givenBack()).isZero();

        a.queue.rescue(3, 5);
        assertThat(query("select status, attempts, error_code from job_item"))
                .containsExactly(List.of("pending", 1, "worker_lost"));
    }

    private void tryAgainAndAgain(int times) {
        for (int i = 0; i < times; i++) {
            execute("update job set due_at = now() where status = 'pending'");
            execute("update job_item set next_attempt_at = now() where status = 'pending'");
            a.poll();
            a.awaitIdle();
        }
    }

    @Test
    void aDefectFailsTheItemInTheEndAndNotTheWorker() throws Exception {
        long id = submit(FIRST, SECOND);
        a.pipeline.on(FIRST, signal -> {
            throw new IllegalStateException("a bug");
        });

        a.poll();
        a.awaitIdle();

        assertThat(itemStates(id)).containsExactly("pending", "completed");
        assertThat(query("select error_code from job_item where ordinal = 0"))
                .containsExactly(List.of("internal_error"));
    }

    @Test
    void anItemWhoseRowCannotBeReadFailsAtOnceAndTheJobGoesOn() throws Exception {
        long spoilt = submit(FIRST, SECOND);
        long sound = submit(Packages.number(2));
        execute("update job_item set version = 'next week' where job_id = ? and ordinal = 0", spoilt);

        a.poll();
        a.awaitIdle();

        assertThat(itemStates(spoilt)).containsExactly("failed", "completed");
        assertThat(query("select attempts, error_code, error_message from job_item where status = 'failed'"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row).startsWith(1, "item_unreadable");
                    assertThat(String.valueOf(row.get(2))).contains("next week");
                });
        assertThat(statusOf(spoilt)).isEqualTo("failed");
        assertThat(statusOf(sound)).isEqualTo("completed");
    }

    @Test
    void aFaultWordedWithWhatTheDatabaseCannotStoreIsStoredAllTheSame() throws Exception {
        submit(FIRST);
        a.pipeline.on(FIRST, signal -> {
            throw new java.sql.SQLException("a\0b");
        });

        a.poll();
        a.awaitIdle();

        assertThat(query("select error_message from job_item")).containsExactly(List.of("a\ufffdb"));
    }

    @Test
    void aWriteThatTheDatabaseNeverTakesEndsTheWorkerAtOnce() throws Exception {
        long id = submit(FIRST);
        a.pipeline.on(FIRST, signal -> {
            claimForItsJob(FIRST);
            return new ItemProcess.Mirrored(1, found(FIRST, -1)); // breaks a constraint
        });

        a.poll();
        a.awaitIdle();

        assertThat(a.endings).singleElement().isInstanceOf(RunResult.Stopped.class);
        assertThat(statusOf(id)).isEqualTo("running"); // for the rescue, which counts the attempt
        assertThat(a.slots.held()).isEmpty();
    }

    @Test
    void whatWasFoundUnderALostClaimIsLookedForAgain() throws Exception {
        long id = submit(FIRST, SECOND);
        a.pipeline.on(FIRST, signal -> new ItemProcess.Mirrored(1, found(FIRST, 1)));

        a.poll();
        a.awaitIdle();

        assertThat(query("select count(*) from mirrored_package")).containsExactly(List.of(0L));
        assertThat(itemStates(id)).containsExactly("pending", "completed");
        assertThat(query("select attempts, error_code from job_item where ordinal = 0"))
                .containsExactly(List.of(0, "download_elsewhere"));
    }

    @Test
    void aClaimIsOverWithTheItemAlsoWhereNothingIsToBeRecorded() throws Exception {
        submit(FIRST, SECOND);
        Held second = a.pipeline.hold(SECOND);
        a.pipeline.on(FIRST, signal -> {
            claimForItsJob(FIRST);
            return new ItemProcess.Mirrored(1, null, true);
        });

        a.poll();
        second.begun.await();

        assertThat(query("select * from package_download")).isEmpty();
        second.released.countDown();
        a.awaitIdle();
    }

    /** As a real pipeline does before it touches a package's object. */
    private static void claimForItsJob(PackageId id) {
        execute(
                "insert into package_download (hostname, namespace, type, version, os, arch, job_id, lease_epoch)"
                        + " select ?, ?, ?, ?, ?, ?, id, lease_epoch from job",
                id.provider().hostname(),
                id.provider().namespace(),
                id.provider().type(),
                id.version().toString(),
                id.platform().os(),
                id.platform().arch());
    }

    private static VerifiedPackage found(PackageId id, long size) {
        return new VerifiedPackage(
                id,
                "k",
                size,
                PackageHash.ofSha256("0".repeat(64)),
                PackageHash.parse("h1:" + "A".repeat(43) + "="),
                null,
                null,
                List.of());
    }

    @Test
    void aCancelReachesTheWorkerWithTheNextBeat() throws Exception {
        long id = submit(FIRST, SECOND);
        Held held = a.pipeline.hold(FIRST);
        a.poll();
        held.begun.await();

        new JobControl(TestDatabase.dataSource(), TestDatabase.notifications()).cancel(id);
        a.heartbeat.beat();
        a.awaitIdle();

        assertThat(statusOf(id)).isEqualTo("cancelled");
        assertThat(itemStates(id)).containsExactly("cancelled", "cancelled");
    }

    @Test
    void aWorkerWhoseJobWasTakenStopsAndChangesNothing() throws Exception {
        long id = submit(FIRST);
        Held zombie = a.pipeline.hold(FIRST);
        a.poll();
        zombie.begun.await();
        execute("update job set lease_expires_at = now() - interval '1 second'");
        b.queue.rescue(3, 5);
        Held owner = b.pipeline.hold(FIRST);
        b.poll();
        owner.begun.await();

        a.heartbeat.beat();
        a.awaitIdle();
        assertThat(statusOf(id)).isEqualTo("running");

        owner.released.countDown();
        b.awaitIdle();
        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(query("select attempts from job_item")).containsExactly(List.of(2));
    }

    @Test
    void aWorkerThatMissesItsHeartbeatFinishesIntoTheVoid() throws Exception {
        long id = submit(FIRST, SECOND);
        Held zombie = a.pipeline.hold(FIRST);
        a.poll();
        zombie.begun.await();
        execute("update job set lease_expires_at = now() - interval '1 second'");
        b.queue.rescue(3, 5);

        zombie.released.countDown(); // it never heard that its lease is gone
        a.awaitIdle();

        assertThat(itemStates(id)).containsExactly("pending", "pending");
        assertThat(statusOf(id)).isEqualTo("pending");
        assertThat(a.pipeline.runs).containsExactly(FIRST);
    }

    @Test
    void aReplicaCutOffFromTheDatabaseFencesItselfWhenItsLeaseIsOver() throws Exception {
        submit(FIRST);
        Held held = a.pipeline.hold(FIRST);
        a.poll();
        held.begun.await();

        a.pass(ProcessorRig.LEASE);
        a.heartbeat.fence();
        assertThat(a.slots.taken()).hasSize(1);

        a.pass(Duration.ofNanos(1));
        a.heartbeat.fence();
        a.awaitIdle();
        assertThat(a.endings).singleElement().isInstanceOf(RunResult.Stopped.class);
    }

    @Test
    void aDrainLetsTheItemInFlightFinishAndGivesBackTheRest() throws Exception {
        long id = submit(FIRST, SECOND);
        Held held = a.pipeline.hold(FIRST);
        ProcessorThreads threads = ProcessorThreads.start();
        Processor processor = a.processor(threads);
        a.poll();
        held.begun.await();

        Thread drain = new Thread(() -> drain(processor, Duration.ofSeconds(30)));
        drain.start();
        org.awaitility.Awaitility.await().until(() -> a.slots.held().stream().allMatch(HeldLease::endsAfterItem));
        held.released.countDown();
        drain.join();

        assertThat(itemStates(id)).containsExactly("completed", "pending");
        assertThat(query("select status, attempts from job_item where ordinal = 1"))
                .containsExactly(List.of("pending", 0));
        assertThat(statusOf(id)).isEqualTo("pending");
        assertThat(threads.heartbeats().isShutdown()).isTrue();
    }

    @Test
    void atTheDrainsDeadlineTheInterruptedAttemptIsNotCounted() throws Exception {
        long id = submit(FIRST);
        Held held = a.pipeline.hold(FIRST);
        Processor processor = a.processor(ProcessorThreads.start());
        a.poll();
        held.begun.await();

        drain(processor, Duration.ZERO);

        assertThat(query("select status, attempts from job_item")).containsExactly(List.of("pending", 0));
        assertThat(query("select status, lease_owner from job where id = ?", id).get(0))
                .containsExactly("pending", null);
    }

    @Test
    void afterADrainBeganNothingIsClaimed() throws Exception {
        Processor processor = a.processor(ProcessorThreads.start());
        drain(processor, Duration.ZERO);
        long id = submit(FIRST);

        a.poll();

        assertThat(statusOf(id)).isEqualTo("pending");
    }

    @Test
    void aStoreThatRefusesStopsTheClaimingAndBurnsNoAttempt() throws Exception {
        long id = submit(FIRST);
        a.store.fail(MemoryObjectStore.Call.CHECK, new StorageRefusedException("not allowed", null));
        a.pipeline.on(FIRST, signal -> {
            a.store.check();
            return new ItemProcess.Mirrored(1, null);
        });

        a.poll();
        a.awaitIdle();
        assertThat(query("select status, attempts from job_item")).containsExactly(List.of("pending", 0));
        a.poll();
        assertThat(a.pipeline.runs).hasSize(1);

        a.store.heal();
        a.poll();
        a.awaitIdle();
        assertThat(statusOf(id)).isEqualTo("completed");
    }

    @Test
    void aStoreThatIsGoneAltogetherBurnsNoAttemptEither() throws Exception {
        long id = submit(FIRST);
        StorageUnavailableException gone = new StorageUnavailableException("no answer", null);
        a.store.fail(MemoryObjectStore.Call.CHECK, gone);
        a.pipeline.on(FIRST, signal -> {
            throw gone;
        });

        a.poll();
        a.awaitIdle();

        assertThat(query("select status, attempts from job_item")).containsExactly(List.of("pending", 0));
        assertThat(statusOf(id)).isEqualTo("pending");
        a.poll();
        assertThat(a.pipeline.runs).hasSize(1);
    }

    @Test
    void oneRequestThatTheStoreFailsIsAnAttempt() throws Exception {
        submit(FIRST);
        a.pipeline.on(FIRST, signal -> {
            throw new StorageUnavailableException("try again", null);
        });

        a.poll();
        a.awaitIdle();

        assertThat(query("select status, attempts, error_code from job_item"))
                .containsExactly(List.of("pending", 1, "storage_unavailable"));
    }

    private static void drain(Processor processor, Duration limit) {
        try {
            processor.drain(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
