package org.tfmirror.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.processor.ProcessorRig.statusOf;
import static org.tfmirror.test.TestDatabase.query;
import static org.tfmirror.test.TestDatabase.submit;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.job.Lease;
import org.tfmirror.processor.ProcessorRig.ScriptedPipeline.Held;
import org.tfmirror.processor.engine.WorkerSlots;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.work.RunResult;
import org.tfmirror.test.FaultyDataSource;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** A slot whose job has ended goes on with the next: the rig polls only where a test says so. */
class SuccessionTest {

    private final FaultyDataSource database = new FaultyDataSource(TestDatabase.dataSource());
    private final ProcessorRig one = new ProcessorRig("one", 1, database.dataSource(), null);
    private final ProcessorRig two = new ProcessorRig("two", 2, TestDatabase.dataSource(), null);

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    @AfterEach
    void everyInvariantHolds() {
        one.close();
        two.close();
        JobInvariants.check(TestDatabase.dataSource(), 2);
    }

    @Test
    void aSlotWorksOffTheBacklogWithoutAPollOfItsOwn() {
        List<Long> jobs = List.of(submit(Packages.number(0)), submit(Packages.some(2)), submit(Packages.number(1)));

        one.poll();
        one.awaitIdle();

        assertThat(jobs).extracting(ProcessorRig::statusOf).containsOnly("completed");
        assertThat(one.endings).containsExactly(new RunResult.Done(null)); // the slot was free once, at the end
        assertThat(one.pipeline.most).hasValue(1);
        assertThat(one.slots.held()).isEmpty();
        assertThat(one.slots.free()).isEqualTo(1);
    }

    @Test
    void theSuccessorHoldsTheSlotAndALeaseFromBeforeItsClaim() throws Exception {
        submit(Packages.number(0));
        long second = submit(Packages.number(1));
        Held held = one.pipeline.hold(Packages.number(1));
        long before = one.nanoTime.get();
        database.before(sql -> {
            if (sql.contains("settled as (")) {
                one.pass(Duration.ofSeconds(5)); // a settlement, and the claim with it, that takes its time
            }
        });

        one.poll();
        held.begun.await();

        assertThat(one.slots.held()).extracting(HeldLease::lease).containsExactly(new Lease(second, 1));
        assertThat(one.slots.held()).extracting(HeldLease::renewedAtNanos).containsExactly(before);
        assertThat(one.slots.taken()).extracting(WorkerSlots.Slot::jobId).containsExactly(second);
        held.released.countDown();
        one.awaitIdle();
        assertThat(statusOf(second)).isEqualTo("completed");
    }

    @Test
    void nothingIsClaimedWithASettlementWhereThePollLeftASlotFree() throws Exception {
        submit(Packages.number(0));
        Held held = two.pipeline.hold(Packages.number(0));
        two.poll();
        held.begun.await();
        long later = submit(Packages.number(1));

        held.released.countDown();
        two.awaitIdle();

        assertThat(statusOf(later)).isEqualTo("pending"); // the submit's own wake takes it
    }

    @Test
    void aJobClaimedWhileADrainBeginsIsGivenBackAndNotRun() {
        submit(Packages.number(0));
        long second = submit(Packages.number(1));
        database.before(sql -> {
            if (sql.contains("settled as (")) {
                stopClaiming(); // after the worker has asked for a nextJob
            }
        });

        one.poll();
        one.awaitIdle();

        assertThat(one.pipeline.runs).containsExactly(Packages.number(0));
        assertThat(query("select status, lease_epoch from job where id = ?", second))
                .containsExactly(List.of("pending", 1L));
        assertThat(query("select attempts from job_item where job_id = ?", second))
                .containsExactly(List.of(0));
        assertThat(one.slots.held()).isEmpty();
        assertThat(one.slots.free()).isEqualTo(1);
    }

    @Test
    void nothingIsClaimedInPlaceOfAJobThatEndsAfterADrainHasBegun() throws Exception {
        submit(Packages.number(0));
        long second = submit(Packages.number(1));
        Held held = one.pipeline.hold(Packages.number(0));
        one.poll();
        held.begun.await();

        stopClaiming();
        held.released.countDown();
        one.awaitIdle();

        assertThat(query("select status, lease_epoch from job where id = ?", second))
                .containsExactly(List.of("pending", 0L));
    }

    private void stopClaiming() {
        try {
            one.dispatcher.stopClaiming(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
