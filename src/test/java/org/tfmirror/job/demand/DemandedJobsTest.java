package org.tfmirror.job.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.ItemOutcome;
import org.tfmirror.job.Lease;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.job.claim.DownloadClaims;
import org.tfmirror.job.demand.DemandedJobs.Demanded;
import org.tfmirror.job.demand.DemandedJobs.Limit;
import org.tfmirror.job.demand.DemandedJobs.Limits;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.job.queue.JobQueue.Claimant;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.OwnThread;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** Jobs made on demand, in the real database. */
class DemandedJobsTest {

    private static final Limits LIMITS = new Limits(3, 1_000);
    private static final Claimant A = new Claimant("a", Duration.ofMinutes(1));
    private static final Claimant B = new Claimant("b", Duration.ofMinutes(1));
    private static final PackageId ID = id("1.0.0");

    private final DownloadClaims claims = new DownloadClaims(TestDatabase.dataSource());
    private final DemandedJobs jobs = new DemandedJobs(TestDatabase.dataSource(), claims);
    private final JobQueue queue = new JobQueue(TestDatabase.dataSource());

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    private static PackageId id(String version) {
        return Packages.of("registry.test/acme/live", version, "linux_amd64");
    }

    private Demanded make(PackageId id, String askedBy, @Nullable Claimant claimant) throws SQLException {
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            Demanded made = jobs.make(connection, id, askedBy, LIMITS, claimant);
            end(connection, made);
            return made;
        }
    }

    private static void end(Connection connection, Demanded made) throws SQLException {
        if (made instanceof Demanded.Claimed || made instanceof Demanded.Queued) {
            connection.commit();
        } else {
            connection.rollback();
        }
    }

    private static ClaimedJob claimed(Demanded made) {
        assertThat(made).isInstanceOf(Demanded.Claimed.class);
        return ((Demanded.Claimed) made).job();
    }

    private static long jobs() {
        return (Long) query("select count(*) from job").get(0).get(0);
    }

    private void settle(ClaimedJob job, ItemOutcome how) throws SQLException {
        QueuedItem item = Objects.requireNonNull(job.started());
        assertThat(queue.settle(job.lease(), item, how, null, true, (Claimant) null)
                        .held())
                .isTrue();
    }

    @Test
    void aJobIsMadeAsAClaimLeavesIt() throws SQLException {
        ClaimedJob job = claimed(make(ID, "192.0.2.1", A));

        assertThat(query("select status, lease_owner, lease_epoch, origin, asked_by, total_items from job"))
                .containsExactly(List.of("running", "a", 1L, "on_demand", "192.0.2.1", 1));
        assertThat(query("select status, attempts, lease_epoch from job_item"))
                .containsExactly(List.of("downloading", 1, 1L));
        assertThat(query("select job_id, lease_epoch from package_download"))
                .containsExactly(List.of(job.lease().jobId(), 1L));
        assertThat(queue.heartbeat("a", List.of(job.lease()), A.lease())).containsKey(job.lease());
        assertThat(Objects.requireNonNull(job.started()).wanted()).isEqualTo(ID);
        settle(job, new ItemOutcome.Completed(7));
        assertThat(query("select status, completed_items from job")).containsExactly(List.of("completed", 1));
    }

    @Test
    void theSecondReplicaFindsItUnderWay() throws SQLException {
        claimed(make(ID, "192.0.2.1", A));

        assertThat(make(ID, "192.0.2.2", B)).isEqualTo(new Demanded.UnderWay());
        assertThat(jobs.states(List.of(ID, id("2.0.0")))).containsOnlyKeys(ID);
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void ofTwoReplicasAtTheSameMomentOneMakesTheJob() throws Exception {
        try (Connection first = TestDatabase.dataSource().getConnection()) {
            first.setAutoCommit(false);
            Demanded made = jobs.make(first, ID, "192.0.2.1", LIMITS, A);
            CompletableFuture<Demanded> second = OwnThread.supply(() -> {
                try {
                    return make(ID, "192.0.2.2", B);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            Awaitility.await()
                    .until(() -> !query("select from pg_stat_activity where wait_event_type = 'Lock'")
                            .isEmpty());
            end(first, made);

            claimed(made);
            assertThat(second.get()).isEqualTo(new Demanded.UnderWay());
        }
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void whatIsRolledBackIsMadeByTheOther() throws SQLException {
        try (Connection first = TestDatabase.dataSource().getConnection()) {
            first.setAutoCommit(false);
            claimed(jobs.make(first, ID, "192.0.2.1", LIMITS, A));
            first.rollback();
        }

        claimed(make(ID, "192.0.2.2", B));
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void aPackageInAnotherJobsHandsNeedsNoJob() throws SQLException {
        long other = TestDatabase.submit(ID);
        Lease lease =
                queue.claim("other", 1, Duration.ofMinutes(1)).jobs().get(0).lease();
        claims.claim(ID, lease);

        assertThat(make(ID, "192.0.2.1", A)).isEqualTo(new Demanded.UnderWay());
        assertThat(make(ID, "192.0.2.1", null)).isEqualTo(new Demanded.UnderWay());
        assertThat(query("select id from job")).containsExactly(List.of(other));
    }

    @Test
    void withoutASlotItWaitsInTheQueueForSlotsOfItsOwn() throws SQLException {
        for (int i = 0; i < 5; i++) {
            TestDatabase.submit(id("0.0." + i));
        }
        assertThat(make(ID, "192.0.2.1", null)).isInstanceOf(Demanded.Queued.class);
        assertThat(make(ID, "192.0.2.1", A)).isEqualTo(new Demanded.UnderWay());

        List<ClaimedJob> taken =
                queue.claimOnDemand("b", 3, Duration.ofMinutes(1)).jobs();
        assertThat(taken)
                .singleElement()
                .satisfies(
                        job -> assertThat(Objects.requireNonNull(job.started()).wanted())
                                .isEqualTo(ID));
        assertThat(queue.claim("b", 10, Duration.ofMinutes(1)).jobs()).hasSize(5);
    }

    @Test
    void whileAllIsPausedItWaitsInTheQueue() throws SQLException {
        execute("update processor_switch set paused = true");

        assertThat(make(ID, "192.0.2.1", A)).isInstanceOf(Demanded.Queued.class);
        assertThat(queue.claimOnDemand("b", 3, Duration.ofMinutes(1)).jobs()).isEmpty();
    }

    @Test
    void aFailureAnswersForAMinuteWhoeverAsks() throws SQLException {
        settle(claimed(make(ID, "192.0.2.1", A)), new ItemOutcome.Failed("checksum_mismatch", "wrong bytes"));

        Demanded failed = new Demanded.Failed("checksum_mismatch", "wrong bytes");
        assertThat(make(ID, "192.0.2.2", B)).isEqualTo(failed);
        assertThat(jobs.states(List.of(ID))).containsEntry(ID, failed);
        assertThat(jobs()).isEqualTo(1);

        execute("update job set completed_at = now() - interval '61 seconds'");
        assertThat(jobs.states(List.of(ID))).isEmpty();
        claimed(make(ID, "192.0.2.2", B));
    }

    @Test
    void aClientsDownloadsOfAMinuteAreCounted() throws SQLException {
        for (int i = 0; i < 3; i++) {
            claimed(make(id("1.0." + i), "192.0.2.1", A));
        }

        assertThat(make(id("2.0.0"), "192.0.2.1", A)).isEqualTo(new Demanded.OverLimit(Limit.CLIENT));
        assertThat(make(id("1.0.0"), "192.0.2.1", A)).as("joins").isEqualTo(new Demanded.UnderWay());
        claimed(make(id("2.0.0"), "192.0.2.2", A));
        execute("update job set created_at = now() - interval '61 seconds'");
        claimed(make(id("3.0.0"), "192.0.2.1", A));
    }

    @Test
    void bytesOfADayAreCountedForAllAlsoWhatStillComes() throws SQLException {
        ClaimedJob job = claimed(make(id("1.0.0"), "192.0.2.1", A));
        QueuedItem item = Objects.requireNonNull(job.started());
        queue.progress(job.lease(), item, 10, 999L);
        ClaimedJob next = claimed(make(id("1.0.1"), "192.0.2.2", A));
        queue.progress(next.lease(), Objects.requireNonNull(next.started()), 1, null);

        assertThat(make(id("2.0.0"), "192.0.2.3", B)).isEqualTo(new Demanded.OverLimit(Limit.BUDGET));
        execute(
                "update job set created_at = now() - interval '25 hours' where id = ?",
                job.lease().jobId());
        claimed(make(id("2.0.0"), "192.0.2.3", B));
    }

    @Test
    void operatorsJobsCountForNobodysLimit() throws SQLException {
        for (int i = 0; i < 9; i++) {
            TestDatabase.submit(id("0.0." + i));
        }
        execute("update job_item set size_bytes = 5000");

        claimed(make(ID, "alice", A));
    }
}
