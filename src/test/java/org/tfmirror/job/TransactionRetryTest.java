package org.tfmirror.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;
import static org.tfmirror.test.TestDatabase.submit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.job.JobControl.Outcome;
import org.tfmirror.job.claim.DownloadClaims;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.job.queue.JobQueue.Claimant;
import org.tfmirror.job.queue.JobQueue.SettleResult;
import org.tfmirror.test.FaultyDataSource;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.OwnThread;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** What becomes of a statement that PostgreSQL rolls back so that another transaction can go on. */
class TransactionRetryTest {

    /** For whom no job is claimed in place of the one that ends. */
    private static final @Nullable Claimant NOBODY = null;

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final ItemOutcome DONE = new ItemOutcome.Completed(7);

    private final FaultyDataSource database = new FaultyDataSource(TestDatabase.dataSource());
    private final JobQueue queue = new JobQueue(database.dataSource());

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    @AfterEach
    void everyInvariantHolds() {
        JobInvariants.check();
    }

    @Test
    void aHeartbeatThatDiesInADeadlockBeatsAgain() throws Exception {
        long first = submit(Packages.number(1));
        long second = submit(Packages.number(2));
        List<Lease> held = queue.claim("a", 2, LEASE).jobs().stream()
                .map(ClaimedJob::lease)
                .toList();
        execute("update job set lease_expires_at = now() + interval '1 second'");

        CompletableFuture<Map<Lease, Boolean>> beat = deadlock(held, first, second);
        for (int again = 1; beat == null; again++) {
            assertThat(again).as("deadlocks of which the other was the victim").isLessThan(20);
            beat = deadlock(held, first, second);
        }

        assertThat(beat.get()).containsOnlyKeys(held);
        assertThat(query("select id from job where lease_expires_at < now() + interval '30 seconds'"))
                .isEmpty();
    }

    /** Closes the circle; the beat that was its victim, or null where PostgreSQL chose the other transaction. */
    private @Nullable CompletableFuture<Map<Lease, Boolean>> deadlock(List<Lease> held, long first, long second)
            throws Exception {
        try (Connection other = TestDatabase.dataSource().getConnection()) {
            other.setAutoCommit(false);
            lock(other, second);
            CompletableFuture<Map<Lease, Boolean>> beat = OwnThread.supply(() -> heartbeat(held));
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> !query("select pid from pg_stat_activity where wait_event_type = 'Lock'")
                            .isEmpty());
            try {
                lock(other, first); // the beat has it until it is rolled back
                assertThat(beat).isNotDone();
                return beat;
            } catch (SQLException e) {
                assertThat(e.getSQLState()).isEqualTo("40P01");
                return null;
            } finally {
                other.rollback();
                beat.join();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"40P01", "40001"})
    void everyMoveOfAWorkerIsRepeated(String state) throws SQLException {
        long id = submit(Packages.some(3));

        database.rollBackTheNext(state);
        ClaimedJob job = queue.claim("a", 1, LEASE).jobs().get(0);
        Lease lease = job.lease();
        QueuedItem second = job.next().get(0);
        database.rollBackTheNext(state);
        assertThat(queue.heartbeat("a", List.of(lease), LEASE)).containsOnlyKeys(lease);
        database.rollBackTheNext(state);
        SettleResult settled = queue.settle(lease, Objects.requireNonNull(job.started()), DONE, second, false, NOBODY);
        assertThat(settled.held()).isTrue();
        database.rollBackTheNext(state);
        AtomicInteger alongside = new AtomicInteger();
        assertThat(queue.settle(lease, second, DONE, null, false, connection -> alongside.incrementAndGet())
                        .held())
                .isTrue();
        assertThat(alongside).hasValue(1);
        database.rollBackTheNext(state);
        assertThat(queue.giveBack(lease)).isPresent();

        Lease lost = queue.claim("a", 1, LEASE).jobs().get(0).lease();
        execute("update job set lease_expires_at = now() - interval '1 second' where id = ?", lost.jobId());
        database.rollBackTheNext(state);
        assertThat(queue.rescue(4, 5)).hasSize(1);

        JobControl control = new JobControl(database.dataSource(), TestDatabase.notifications());
        database.rollBackTheNext(state);
        assertThat(TransactionRetry.run(() -> control.cancel(id))).isEqualTo(Outcome.DONE);
    }

    @Test
    void aDownloadsClaimIsRepeated() throws SQLException {
        submit(Packages.number(1));
        Lease lease = queue.claim("a", 1, LEASE).jobs().get(0).lease();
        DownloadClaims downloads = new DownloadClaims(database.dataSource());

        database.rollBackTheNext("40P01");

        assertThat(downloads.claim(Packages.number(1), lease)).isTrue();
    }

    @Test
    void whatIsRolledBackAgainAndAgainIsTheCallersToDealWith() {
        AtomicInteger tries = new AtomicInteger();

        assertThatThrownBy(() -> TransactionRetry.run(() -> {
                    tries.incrementAndGet();
                    throw new SQLException("deadlock detected", "40P01");
                }))
                .isInstanceOf(SQLException.class);

        assertThat(tries).hasValue(3);
    }

    @Test
    void otherFailuresAreNotRepeated() {
        AtomicInteger tries = new AtomicInteger();

        assertThatThrownBy(() -> TransactionRetry.run(() -> {
                    tries.incrementAndGet();
                    throw new SQLException("the connection broke", "08006");
                }))
                .isInstanceOf(SQLException.class);

        assertThat(tries).hasValue(1);
    }

    private Map<Lease, Boolean> heartbeat(List<Lease> held) {
        try {
            return queue.heartbeat("a", held, LEASE);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void lock(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select id from job where id = ? for no key update")) {
            statement.setLong(1, id);
            statement.execute();
        }
    }
}
