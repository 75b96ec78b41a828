package org.tfmirror.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.TestDatabase.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.demand.DemandWorkers.Place;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.claim.DownloadClaims;
import org.tfmirror.job.demand.DemandedJobs;
import org.tfmirror.job.demand.DemandedJobs.Demanded;
import org.tfmirror.job.demand.DemandedJobs.Limits;
import org.tfmirror.processor.ProcessorRig.ScriptedPipeline.Held;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** Slots for what clients wait for: no other job takes them, and jobs that are made in them begin at once. */
class OnDemandSlotsTest {

    private static final Limits LIMITS = new Limits(1_000, Long.MAX_VALUE);

    private final DemandedJobs jobs =
            new DemandedJobs(TestDatabase.dataSource(), new DownloadClaims(TestDatabase.dataSource()));
    private final ProcessorRig rig = new ProcessorRig("a", 1, 1);

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static PackageId id(String type) {
        return Packages.of("registry.test/acme/" + type, "1.0.0", "linux_amd64");
    }

    private Place reserve() {
        Optional<Place> place = rig.dispatcher.reserve(rig.endings::add);
        assertThat(place).isPresent();
        return place.orElseThrow();
    }

    private ClaimedJob make(String type, Place place) throws SQLException {
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            Demanded made = jobs.make(connection, id(type), "192.0.2.1", LIMITS, place.claimant());
            connection.commit();
            return ((Demanded.Claimed) made).job();
        }
    }

    private void queue(String type) throws SQLException {
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            jobs.make(connection, id(type), "192.0.2.1", LIMITS, null);
        }
    }

    private static void await(Held held) {
        Awaitility.await().until(() -> held.begun.getCount() == 0);
    }

    @Test
    void noBatchJobMakesAClientWait() throws SQLException {
        Held batch = rig.pipeline.hold(id("batch"));
        TestDatabase.submit(id("batch"));
        TestDatabase.submit(id("next"));
        rig.poll();
        await(batch);

        try (Place place = reserve()) {
            ClaimedJob job = make("wanted", place);
            place.start(job);
            Awaitility.await()
                    .until(() -> ProcessorRig.statusOf(job.lease().jobId()).equals("completed"));
        }
        batch.released.countDown();
        rig.awaitIdle();
    }

    @Test
    void aReservationThatComesToNothingGivesTheSlotBack() {
        Place place = reserve();
        assertThat(rig.dispatcher.reserve(rig.endings::add)).isEmpty();
        place.close();
        place.close();

        reserve().close();
    }

    @Test
    void aStartedJobKeepsItsSlotUntilItEnds() throws SQLException {
        Held held = rig.pipeline.hold(id("wanted"));
        try (Place place = reserve()) {
            place.start(make("wanted", place));
        }
        await(held);
        assertThat(rig.dispatcher.reserve(rig.endings::add)).isEmpty();
        held.released.countDown();
        rig.awaitIdle();

        reserve().close();
    }

    @Test
    void whatWaitsForASlotIsTakenBeforeBatchJobsThatWaitLonger() throws SQLException {
        Held batch = rig.pipeline.hold(id("batch0"));
        for (int i = 0; i < 3; i++) {
            TestDatabase.submit(id("batch" + i));
        }
        queue("wanted");
        rig.poll();
        await(batch);
        Awaitility.await().until(() -> rig.pipeline.runs.contains(id("wanted")));

        assertThat(rig.pipeline.runs).containsExactlyInAnyOrder(id("batch0"), id("wanted"));
        batch.released.countDown();
        rig.awaitIdle();
    }

    @Test
    void aSlotForClientsIsNeverPassedToABatchJob() throws SQLException {
        Held batch = rig.pipeline.hold(id("batch0"));
        for (int i = 0; i < 3; i++) {
            TestDatabase.submit(id("batch" + i));
        }
        rig.poll();
        await(batch);
        try (Place place = reserve()) {
            place.start(make("wanted", place));
        }
        Awaitility.await().until(() -> rig.endings.size() == 1);

        assertThat(rig.pipeline.runs).containsExactly(id("batch0"), id("wanted"));
        batch.released.countDown();
        rig.awaitIdle();
    }

    @Test
    void aJobMadeWhileTheDrainBeginsIsGivenBackUncounted() throws Exception {
        Place place = reserve();
        ClaimedJob job = make("wanted", place);
        rig.dispatcher.drain(Duration.ofSeconds(10));
        place.start(job);
        place.close();

        assertThat(query("select status, lease_owner from job")).containsExactly(Arrays.asList("pending", null));
        assertThat(query("select status, attempts from job_item")).containsExactly(List.of("pending", 0));
        assertThat(rig.dispatcher.reserve(rig.endings::add)).isEmpty();
    }

    @Test
    void theDrainWaitsForWhatClientsWaitFor() throws Exception {
        Held held = rig.pipeline.hold(id("wanted"));
        try (Place place = reserve()) {
            place.start(make("wanted", place));
        }
        await(held);
        Thread drain = new Thread(() -> {
            try {
                rig.dispatcher.drain(Duration.ofSeconds(60));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        drain.start();
        held.released.countDown();
        drain.join();

        assertThat(query("select status from job")).containsExactly(List.of("completed"));
    }

    @Test
    void aJobThatWasMadeAndNeverStartedIsGivenBack() throws SQLException {
        try (Place place = reserve()) {
            make("wanted", place); // and the answer to the commit was lost
        }
        rig.pass(Duration.ofMinutes(1));
        TestDatabase.execute("update job set lease_expires_at = now() + interval '10 seconds'");
        rig.dispatcher.giveBackUnheld();

        assertThat(query("select status from job")).containsExactly(List.of("pending"));
    }
}
