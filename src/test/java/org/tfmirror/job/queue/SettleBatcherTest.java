package org.tfmirror.job.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;
import static org.tfmirror.test.TestDatabase.submit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.ItemOutcome;
import org.tfmirror.job.JobStatus;
import org.tfmirror.job.QueueStats;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.job.queue.JobQueue.Claimant;
import org.tfmirror.job.queue.JobQueue.SettleResult;
import org.tfmirror.test.FaultyDataSource;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.test.TestThreads;

/** Attempts of several workers that are settled together, and jobs that are claimed with them. */
class SettleBatcherTest {

    /** For whom no job is claimed in place of the one that ends. */
    private static final @Nullable Claimant NOBODY = null;

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Claimant ME = new Claimant("me", LEASE);
    private static final ItemOutcome DONE = new ItemOutcome.Completed(7);

    private final FaultyDataSource database = new FaultyDataSource(TestDatabase.dataSource());
    private final JobQueue queue = new JobQueue(database.dataSource());
    private final AtomicBoolean held = new AtomicBoolean();
    private final CountDownLatch firstIsOnItsWay = new CountDownLatch(1);
    private final CountDownLatch firstMayGoOn = new CountDownLatch(1);

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    @AfterEach
    void everyInvariantHolds() {
        JobInvariants.check();
    }

    @Test
    void attemptsOfOneMomentShareAStatementAndAreJudgedOneByOne() throws Exception {
        ClaimedJob first = claimed(1);
        ClaimedJob goesOn = claimed(2);
        ClaimedJob fails = claimed(1);
        ClaimedJob retries = claimed(1);
        ClaimedJob zombie = claimed(1);
        execute(
                "update job set lease_expires_at = now() - interval '1 second' where id = ?",
                zombie.lease().jobId());
        queue.rescue(4, 5);
        Settling one = holding(first);
        Settling two = settling(goesOn, DONE, goesOn.next().get(0), false);
        Settling three = settling(fails, new ItemOutcome.Failed("not_found", "no such version"), null, true);
        Settling four = settling(retries, new ItemOutcome.Retry("cut", "cut", Duration.ofHours(1), true), null, false);
        Settling five = settling(zombie, DONE, null, true);
        List.of(two, three, four, five).forEach(Settling::awaitItsTurn);
        database.forget();

        firstMayGoOn.countDown();

        assertThat(one.result().jobStatus()).isEqualTo(JobStatus.COMPLETED);
        assertThat(two.result().started(goesOn.next().get(0))).isPresent();
        assertThat(two.result().jobStatus()).isEqualTo(JobStatus.RUNNING);
        assertThat(three.result().jobStatus()).isEqualTo(JobStatus.FAILED);
        assertThat(four.result().jobStatus()).isEqualTo(JobStatus.RUNNING);
        assertThat(five.result().held()).isFalse();
        assertThat(database.statements()) // the first's, the group's, and that of the one who is left
                .containsExactly(QueueSql.SETTLE_UNLOCKED, QueueSql.SETTLE_UNLOCKED, QueueSql.SETTLE);
        assertThat(itemStates(first)).containsExactly("completed");
        assertThat(itemStates(goesOn)).containsExactly("completed", "downloading");
        assertThat(itemStates(fails)).containsExactly("failed");
        assertThat(query(
                        "select error_message from job where id = ?",
                        fails.lease().jobId()))
                .containsExactly(List.of("no such version"));
        assertThat(query(
                        "select status, next_attempt_at > now() + interval '59 minutes' from job_item where job_id = ?",
                        retries.lease().jobId()))
                .containsExactly(List.of("pending", true));
        assertThat(itemStates(zombie)).containsExactly("pending");
    }

    @Test
    void anAttemptWhoseJobIsLockedDoesNotHoldUpTheOthers() throws Exception {
        ClaimedJob first = claimed(1);
        ClaimedJob locked = claimed(1);
        ClaimedJob free = claimed(1);
        Settling waits;
        try (Connection other = TestDatabase.dataSource().getConnection()) {
            other.setAutoCommit(false);
            try (PreparedStatement lock = other.prepareStatement("select from job where id = ? for update")) {
                lock.setLong(1, locked.lease().jobId());
                lock.execute();
            }
            Settling one = holding(first);
            database.forget();
            waits = settling(locked, DONE, null, true);
            Settling two = settling(free, DONE, null, true);
            List.of(waits, two).forEach(Settling::awaitItsTurn);
            firstMayGoOn.countDown();

            assertThat(one.result().held()).isTrue();
            assertThat(two.result().held()).isTrue();
            assertThat(itemStates(free)).containsExactly("completed");
            assertThat(waits.result).isNotDone();
            other.rollback();
        }
        assertThat(waits.result().jobStatus()).isEqualTo(JobStatus.COMPLETED);
        assertThat(database.statements()) // the first's, the group's, and that of the one that was locked
                .containsExactly(QueueSql.SETTLE_UNLOCKED, QueueSql.SETTLE_UNLOCKED, QueueSql.SETTLE);
    }

    @Test
    void aGroupThatIsRolledBackGoesOneByOne() throws Exception {
        ClaimedJob first = claimed(1);
        List<ClaimedJob> jobs = List.of(claimed(1), claimed(1), claimed(1));
        Settling one = holding(first);
        List<Settling> others =
                jobs.stream().map(each -> settling(each, DONE, null, true)).toList();
        others.forEach(Settling::awaitItsTurn);
        database.before(sql -> {
            if (sql.equals(QueueSql.SETTLE_UNLOCKED)) {
                database.rollBackTheNext("57014");
            }
        });

        firstMayGoOn.countDown();

        one.result();
        for (Settling each : others) {
            assertThat(each.result().jobStatus()).isEqualTo(JobStatus.COMPLETED);
        }
    }

    @Test
    void theEndOfAJobClaimsAnotherInItsPlace() throws SQLException {
        ClaimedJob job = claimed(1);
        long later = submit(Packages.number(1));
        long sooner = submit(Packages.some(2));
        execute("update job set due_at = now() - interval '1 hour' where id = ?", sooner);
        database.forget();

        SettleResult settled = queue.settle(job.lease(), started(job), DONE, null, true, ME);

        ClaimedJob nextJob = Objects.requireNonNull(settled.nextJob());
        assertThat(nextJob.lease().jobId()).isEqualTo(sooner);
        assertThat(started(nextJob).attempts()).isEqualTo(1);
        assertThat(nextJob.next()).hasSize(1);
        assertThat(database.statements()).hasSize(1);
        assertThat(itemStates(job)).containsExactly("completed");
        assertThat(query("select status, lease_owner from job where id in (?, ?) order by due_at", sooner, later))
                .containsExactly(List.of("running", "me"), java.util.Arrays.asList("pending", null));
    }

    @Test
    void nothingIsClaimedInPlaceOfAJobThatGoesOnNorWhileThePauseLasts() throws SQLException {
        ClaimedJob job = claimed(2);
        QueuedItem second = job.next().get(0);
        submit(Packages.number(3));

        assertThat(queue.settle(job.lease(), started(job), DONE, second, false, ME)
                        .nextJob())
                .isNull();
        new QueueStats(TestDatabase.dataSource(), TestDatabase.notifications()).setPaused(true, "alice");
        SettleResult settled = queue.settle(job.lease(), second, DONE, null, true, ME);
        new QueueStats(TestDatabase.dataSource(), TestDatabase.notifications()).setPaused(false, "alice");

        assertThat(settled.jobStatus()).isEqualTo(JobStatus.COMPLETED);
        assertThat(settled.nextJob()).isNull();
    }

    @Test
    void aJobClaimedInPlaceOfOneWhoseLeaseIsLostIsGivenBack() throws SQLException {
        ClaimedJob zombie = claimed(1);
        execute("update job set lease_expires_at = now() - interval '1 second'");
        queue.rescue(4, 5);
        execute("update job set due_at = now() + interval '1 hour'");
        long waiting = submit(Packages.number(3));

        SettleResult settled = queue.settle(zombie.lease(), started(zombie), DONE, null, true, ME);

        assertThat(settled.held()).isFalse();
        assertThat(settled.nextJob()).isNull();
        assertThat(query(
                        "select job.status, attempts from job join job_item on job_id = job.id where job.id = ?",
                        waiting))
                .containsExactly(List.of("pending", 0));
    }

    @Test
    void noStatementIsPlannedAnewEachTime() throws SQLException {
        for (int i = 0; i < 3; i++) {
            submit(Packages.number(i));
        }
        execute("""
                with bulk as (
                  insert into job (created_by, total_items) select 'bulk', 1 from generate_series(1, 20000) returning id)
                insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch)
                select id, 0, 'example.com', 'acme', 'demo', '1.0.0', 'linux', 'amd64' from bulk
                """);
        execute("analyze job");
        execute("analyze job_item");
        Map<String, Long> custom = new HashMap<>();
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            connection.unwrap(PGConnection.class).setPrepareThreshold(1);
            connection.setAutoCommit(false);
            for (int turn = 0; turn < 20; turn++) {
                List<SettleRequest> attempted = new ArrayList<>();
                try (PreparedStatement claim = connection.prepareStatement(QueueSql.CLAIM)) {
                    ClaimStatement.bind(claim, 0, ME, 1 + turn % 3);
                    try (ResultSet rows = claim.executeQuery()) {
                        ClaimStatement.read(rows).jobs().stream()
                                .filter(job -> job.started() != null)
                                .map(job -> new SettleRequest(job.lease(), started(job), DONE, null, true))
                                .forEach(attempted::add);
                    }
                }
                try (PreparedStatement settle = connection.prepareStatement(QueueSql.SETTLE_UNLOCKED)) {
                    SettleStatement.bind(connection, settle, attempted);
                    settle.execute();
                }
            }
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select name, custom_plans from pg_prepared_statements"
                            + " where generic_plans > 0 and statement ~ '^with (due|arrays) '")) {
                while (rows.next()) {
                    custom.put(rows.getString(1), rows.getLong(2));
                }
            }
            connection.rollback();
        }
        assertThat(custom).hasSize(2); // the claim and the settlement
        assertThat(custom.values()).allMatch(plans -> plans <= 5);
    }

    private ClaimedJob claimed(int items) throws SQLException {
        long id = submit(Packages.some(items));
        ClaimedJob job = queue.claim("me", 1, LEASE).jobs().get(0);
        assertThat(job.lease().jobId()).isEqualTo(id);
        return job;
    }

    private static QueuedItem started(ClaimedJob job) {
        return Objects.requireNonNull(job.started());
    }

    private static List<String> itemStates(ClaimedJob job) {
        return query(
                        "select status from job_item where job_id = ? order by ordinal",
                        job.lease().jobId())
                .stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList();
    }

    /** Settles the job, and is held on its way to the database. */
    private Settling holding(ClaimedJob job) throws InterruptedException {
        database.before(sql -> {
            if (held.compareAndSet(false, true)) {
                firstIsOnItsWay.countDown();
                awaitQuietly(firstMayGoOn);
            }
        });
        Settling settling = settling(job, DONE, null, true);
        firstIsOnItsWay.await();
        return settling;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Settling settling(ClaimedJob job, ItemOutcome outcome, @Nullable QueuedItem next, boolean last) {
        return new Settling(() -> queue.settle(job.lease(), started(job), outcome, next, last, NOBODY));
    }

    /** A worker that settles. */
    private static final class Settling {
        private final Thread thread;
        private final CompletableFuture<SettleResult> result = new CompletableFuture<>();

        private interface Work {
            SettleResult run() throws SQLException;
        }

        Settling(Work work) {
            thread = new Thread(() -> {
                try {
                    result.complete(work.run());
                } catch (SQLException | RuntimeException e) {
                    result.completeExceptionally(e);
                }
            });
            thread.start();
        }

        void awaitItsTurn() {
            TestThreads.awaitState(thread, Thread.State.WAITING);
        }

        SettleResult result() throws Exception {
            return result.get();
        }
    }
}
