package org.tfmirror.job.queue;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.ItemOutcome;
import org.tfmirror.job.JobStatus;
import org.tfmirror.job.Lease;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.job.TransactionRetry;

/**
 * The queue as workers use it: claim, heartbeat, settle, give back, rescue. Native statements, on the database's
 * clock.
 *
 * <p>Every write names the job and the lease's epoch and counts only while the job is still running under it; the
 * answer says whether it did. Each statement commits by itself unless the caller's transaction is open, in which case
 * it takes part in that. Thread-safe.
 */
@Singleton
public class JobQueue {

    private final DataSource dataSource;
    private final SettleBatcher batcher;

    public JobQueue(DataSource dataSource) {
        this.dataSource = dataSource;
        this.batcher = new SettleBatcher(dataSource, this::giveBack);
    }

    /**
     * Takes up to {@code limit} due jobs, oldest first, and starts the first due item of each. No job is given to two
     * callers. Nothing is taken while the processor is paused. The answer also says when to ask again, whichever
     * replica put the jobs there that wait.
     *
     * @param owner unique to this process and start
     */
    public Claimed claim(String owner, int limit, Duration lease) throws SQLException {
        Claimant claimant = new Claimant(owner, lease);
        return TransactionRetry.run(() -> claimOnce(QueueSql.CLAIM, claimant, limit));
    }

    /** As {@link #claim}, but takes only jobs that were made on demand. */
    public Claimed claimOnDemand(String owner, int limit, Duration lease) throws SQLException {
        Claimant claimant = new Claimant(owner, lease);
        return TransactionRetry.run(() -> claimOnce(QueueSql.CLAIM_ON_DEMAND, claimant, limit));
    }

    private Claimed claimOnce(String sql, Claimant claimant, int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            ClaimStatement.bind(statement, 0, claimant, limit);
            try (ResultSet rows = statement.executeQuery()) {
                return ClaimStatement.read(rows);
            }
        }
    }

    /**
     * Extends the owner's leases on these jobs.
     *
     * @return those still held, and which of them an operator asked to stop; a lease that is missing is lost
     */
    public Map<Lease, Boolean> heartbeat(String owner, Collection<Lease> held, Duration lease) throws SQLException {
        return TransactionRetry.run(
                () -> connected(connection -> LeaseStatements.heartbeat(connection, owner, held, lease)));
    }

    /**
     * Ends an item's attempt and, in the same statement, starts the next item; without a next one and with {@code
     * last}, ends the job. A job asked to stop starts no further item, and ends {@code cancelled}.
     *
     * <p>What several workers settle at the same time goes to the database together, in a transaction of its own.
     *
     * @param next null where no other item is due
     * @param last whether every other item of the job has ended
     * @param claimant where the job ends, takes another in its place, if one is due: for whom; null to take none. One
     *     may not be taken even so
     */
    public SettleResult settle(
            Lease lease,
            QueuedItem item,
            ItemOutcome outcome,
            @Nullable QueuedItem next,
            boolean last,
            @Nullable Claimant claimant)
            throws SQLException {
        return batcher.settle(new SettleRequest(lease, item, outcome, next, last), claimant);
    }

    /**
     * As {@link #settle(Lease, QueuedItem, ItemOutcome, QueuedItem, boolean, Claimant)}, with another write in the same
     * transaction: both are committed, or neither is.
     *
     * @param alongside called only while the lease is held; once more where the transaction is rolled back for
     *     another's sake
     * @throws E what {@code alongside} throws; nothing is written then
     */
    public <E extends Exception> SettleResult settle(
            Lease lease,
            QueuedItem item,
            ItemOutcome outcome,
            @Nullable QueuedItem next,
            boolean last,
            Alongside<E> alongside)
            throws SQLException, E {
        SettleRequest attempted = new SettleRequest(lease, item, outcome, next, last);
        return TransactionRetry.run(() -> settleOnce(attempted, alongside));
    }

    private <E extends Exception> SettleResult settleOnce(SettleRequest attempted, Alongside<E> alongside)
            throws SQLException, E {
        return inTransaction(connection -> {
            // The job's row first, as everywhere: two workers recording one package cannot wait for each other.
            SettleResult settled = SettleStatement.settle(connection, attempted);
            if (settled.held()) {
                alongside.write(connection);
            }
            return settled;
        });
    }

    private interface Statements<T, E extends Exception> {
        T run(Connection connection) throws SQLException, E;
    }

    private <T> T connected(Statements<T, SQLException> statements) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return statements.run(connection);
        }
    }

    private <T, E extends Exception> T inTransaction(Statements<T, E> statements) throws SQLException, E {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            boolean written = false;
            try {
                T result = statements.run(connection);
                connection.commit();
                written = true;
                return result;
            } finally {
                if (!written) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        }
    }

    /** A write that is committed together with an item's outcome. */
    public interface Alongside<E extends Exception> {
        void write(Connection connection) throws SQLException, E;
    }

    /**
     * The queue's answer to a settled attempt.
     *
     * @param startedAttempts of the next item, where it was started
     * @param jobStatus the job's status now; null where the lease was lost
     * @param nextJob the job that was claimed in place of this one; null where none was
     */
    public record SettleResult(
            OptionalInt startedAttempts,
            @Nullable JobStatus jobStatus,
            @Nullable ClaimedJob nextJob) {

        static final SettleResult LEASE_LOST = new SettleResult(OptionalInt.empty(), null, null);

        /** False where the lease was lost, and nothing was written. */
        public boolean held() {
            return jobStatus != null;
        }

        SettleResult with(ClaimedJob claimed) {
            return new SettleResult(startedAttempts, jobStatus, claimed);
        }

        /** The next item as it now is, where it was started. */
        public Optional<QueuedItem> started(@Nullable QueuedItem next) {
            return next == null || startedAttempts.isEmpty()
                    ? Optional.empty()
                    : Optional.of(next.started(startedAttempts.getAsInt()));
        }
    }

    /**
     * Ends the worker's hold: the job is {@code cancelled} if that was asked, else back to {@code pending} while items
     * wait (due at the earliest of them), else ended by its counts. An item still in work is put back, with its
     * attempt not counted.
     *
     * @return the job's new state; empty where the lease was lost and nothing was written
     */
    public Optional<GivenBack> giveBack(Lease lease) throws SQLException {
        return TransactionRetry.run(() -> connected(connection -> LeaseStatements.giveBack(connection, lease)));
    }

    /** The state of a job that was given back; {@code cancelledItems} were cancelled with it. */
    public record GivenBack(JobStatus status, int cancelledItems) {}

    /** The leases that the database counts as the owner's. They include claims whose answer was lost. */
    public Owned owned(String owner) throws SQLException {
        return connected(connection -> LeaseStatements.owned(connection, owner));
    }

    /**
     * An owner's leases.
     *
     * @param at when they were looked up, by the database's clock
     * @param leases with how long each still lasts; negative where it has run out
     */
    public record Owned(Instant at, Map<Lease, Duration> leases) {}

    /**
     * Saves how many bytes the item under way has received, and how many will come.
     *
     * @param expectedBytes null where the origin does not say
     * @return false where the lease was lost
     */
    public boolean progress(Lease lease, QueuedItem item, long downloadedBytes, @Nullable Long expectedBytes)
            throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(QueueSql.PROGRESS)) {
            statement.setLong(1, downloadedBytes);
            statement.setObject(2, expectedBytes, Types.BIGINT);
            statement.setLong(3, item.id());
            statement.setLong(4, lease.jobId());
            statement.setLong(5, lease.epoch());
            return statement.executeUpdate() == 1;
        }
    }

    /**
     * Puts running jobs whose lease ran out back to {@code pending} under a new epoch. The item that was under way
     * used up its attempt; with none left it is failed, and so is a job that has lost {@code maxCrashes} workers since
     * it last got anywhere.
     *
     * @param maxAttempts at one item
     * @return the jobs that were taken from a lost worker
     */
    public List<Rescued> rescue(int maxAttempts, int maxCrashes) throws SQLException {
        return rescue(maxAttempts, maxCrashes, null, true);
    }

    /**
     * As {@link #rescue(int, int)}.
     *
     * @param overAt only jobs whose lease was over at this time of the database's; null for those that are over now. A
     *     statement that a hanging database executes later takes none that ran out meanwhile
     * @param counts false where it was the database that was lost: attempts and crashes are then not counted
     */
    public List<Rescued> rescue(int maxAttempts, int maxCrashes, @Nullable Instant overAt, boolean counts)
            throws SQLException {
        return TransactionRetry.run(() -> rescueOnce(maxAttempts, maxCrashes, overAt, counts));
    }

    private List<Rescued> rescueOnce(int maxAttempts, int maxCrashes, @Nullable Instant overAt, boolean counts)
            throws SQLException {
        return inTransaction(
                connection -> RescueStatements.rescue(connection, maxAttempts, maxCrashes, overAt, counts));
    }

    /** The state of a rescued job, and how many of its items ended with the rescue. */
    public record Rescued(JobStatus status, int failedItems, int cancelledItems) {}

    /**
     * The replica that claims, and the length of its leases.
     *
     * @param owner unique to this process and start
     */
    public record Claimant(String owner, Duration lease) {}

    /**
     * The result of a claim.
     *
     * @param jobs those taken, oldest first
     * @param nextDueIn in how long the earliest of the jobs that wait is due, by the database's clock; null where none
     *     waits
     */
    public record Claimed(List<ClaimedJob> jobs, @Nullable Duration nextDueIn) {

        public Claimed {
            jobs = List.copyOf(jobs);
        }
    }
}
