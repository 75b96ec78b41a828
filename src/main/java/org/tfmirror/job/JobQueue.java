package org.tfmirror.job;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What workers do to jobs: claim, heartbeat, settle, give back. Native statements, one each, on the database's clock.
 *
 * <p>Every write names the job and the lease's epoch and counts only while the job is still running under it; the
 * answer says whether it did. Each statement commits by itself unless the caller's transaction is open, in which case
 * it takes part in that. Thread-safe.
 */
@Singleton
public class JobQueue {

    private final DataSource dataSource;

    public JobQueue(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Takes up to {@code limit} due jobs, oldest first, and starts the first due item of each. No job is given to two
     * callers. Nothing is taken while the processor is paused. Tells also when to ask again, whoever put the jobs there
     * that wait.
     *
     * @param owner unique to this process and start
     */
    public Claimed claim(String owner, int limit, Duration lease) throws SQLException {
        return RolledBack.repeat(() -> claimOnce(owner, limit, lease));
    }

    private Claimed claimOnce(String owner, int limit, Duration lease) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(QueueSql.CLAIM)) {
            statement.setInt(1, limit);
            statement.setString(2, owner);
            statement.setLong(3, lease.toMillis());
            try (ResultSet rows = statement.executeQuery()) {
                return claimed(rows);
            }
        }
    }

    private static Claimed claimed(ResultSet rows) throws SQLException {
        Map<Long, ClaimBuilder> jobs = new LinkedHashMap<>();
        Duration nextDueIn = null;
        while (rows.next()) {
            long millis = rows.getLong("next_due_millis");
            nextDueIn = rows.wasNull() ? null : Duration.ofMillis(millis);
            long jobId = rows.getLong("job_id");
            if (rows.wasNull()) {
                continue; // nothing was taken: the row is there for the next due time only
            }
            ClaimBuilder job = jobs.get(jobId);
            if (job == null) {
                job = new ClaimBuilder(new Lease(jobId, rows.getLong("epoch")), rows);
                jobs.put(jobId, job);
            }
            job.add(rows);
        }
        return new Claimed(jobs.values().stream().map(ClaimBuilder::build).toList(), nextDueIn);
    }

    /**
     * Extends the owner's leases on these jobs.
     *
     * @return those still held, and which of them an operator asked to stop; whoever is missing has lost its lease
     */
    public Map<Lease, Boolean> heartbeat(String owner, Collection<Lease> held, Duration lease) throws SQLException {
        return RolledBack.repeat(() -> heartbeatOnce(owner, held, lease));
    }

    private Map<Lease, Boolean> heartbeatOnce(String owner, Collection<Lease> held, Duration lease)
            throws SQLException {
        Map<Lease, Boolean> alive = new HashMap<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(QueueSql.HEARTBEAT)) {
            statement.setLong(1, lease.toMillis());
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "bigint", held.stream().map(Lease::jobId).toArray()));
            statement.setString(3, owner);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    alive.put(new Lease(rows.getLong(1), rows.getLong(2)), rows.getBoolean(3));
                }
            }
        }
        alive.keySet().retainAll(held);
        return alive;
    }

    /**
     * Ends an item's attempt and, in the same statement, starts the next item; without a next one and with
     * {@code last}, ends the job. A job asked to stop starts no further item, and ends {@code cancelled}.
     *
     * @param next null where no other item is due
     * @param last whether every other item of the job has ended
     */
    public Settled settle(Lease lease, QueuedItem item, Settlement settlement, @Nullable QueuedItem next, boolean last)
            throws SQLException {
        return RolledBack.repeat(() -> {
            try (Connection connection = dataSource.getConnection()) {
                return settle(connection, lease, item, settlement, next, last);
            }
        });
    }

    /**
     * As {@link #settle(Lease, QueuedItem, Settlement, QueuedItem, boolean)}, with another write in the same
     * transaction: both are committed, or neither is.
     *
     * @param alongside called only while the lease is held; once more where the transaction is rolled back for another's
     *     sake
     * @throws E what {@code alongside} throws; nothing is written then
     */
    public <E extends Exception> Settled settle(
            Lease lease,
            QueuedItem item,
            Settlement settlement,
            @Nullable QueuedItem next,
            boolean last,
            Alongside<E> alongside)
            throws SQLException, E {
        return RolledBack.repeat(() -> settleOnce(lease, item, settlement, next, last, alongside));
    }

    private <E extends Exception> Settled settleOnce(
            Lease lease,
            QueuedItem item,
            Settlement settlement,
            @Nullable QueuedItem next,
            boolean last,
            Alongside<E> alongside)
            throws SQLException, E {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            boolean written = false;
            try {
                // The job's row first, as everywhere: two workers recording one package cannot wait for each other.
                Settled settled = settle(connection, lease, item, settlement, next, last);
                if (settled.held()) {
                    alongside.write(connection);
                }
                connection.commit();
                written = true;
                return settled;
            } finally {
                if (!written) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        }
    }

    /** A write that belongs to a settlement. */
    public interface Alongside<E extends Exception> {
        void write(Connection connection) throws SQLException, E;
    }

    private static Settled settle(
            Connection connection,
            Lease lease,
            QueuedItem item,
            Settlement settlement,
            @Nullable QueuedItem next,
            boolean last)
            throws SQLException {
        Long size = settlement instanceof Settlement.Completed completed ? completed.sizeBytes() : null;
        long delayMillis =
                settlement instanceof Settlement.Retry retry ? retry.delay().toMillis() : 0;
        boolean ends = last && settlement.status() != ItemStatus.PENDING;
        try (PreparedStatement statement = connection.prepareStatement(QueueSql.SETTLE)) {
            int i = 0;
            statement.setLong(++i, lease.jobId());
            statement.setLong(++i, lease.epoch());
            statement.setString(++i, settlement.status().wireName());
            statement.setLong(++i, delayMillis);
            statement.setString(++i, settlement.code());
            statement.setString(++i, settlement.message());
            statement.setObject(++i, size, Types.BIGINT);
            statement.setLong(++i, item.id());
            statement.setBoolean(++i, ends);
            statement.setObject(++i, next == null ? null : next.id(), Types.BIGINT);
            statement.setBoolean(++i, !(settlement instanceof Settlement.Retry waits) || waits.counted());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                int startedAttempts = rows.getInt("started_attempts");
                OptionalInt started = rows.wasNull() ? OptionalInt.empty() : OptionalInt.of(startedAttempts);
                String jobStatus = rows.getString("job_status");
                return new Settled(
                        rows.getBoolean("settled"),
                        rows.getBoolean("cancel_requested"),
                        started,
                        jobStatus == null ? null : JobStatus.parse(jobStatus));
            }
        }
    }

    /**
     * What a settlement came to.
     *
     * @param held false where the lease was lost, and nothing was written
     * @param startedAttempts of the next item, where it was started
     * @param jobStatus what the job is now; null where the lease was lost
     */
    public record Settled(
            boolean held,
            boolean cancelRequested,
            OptionalInt startedAttempts,
            @Nullable JobStatus jobStatus) {

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
     * @return what the job came to; empty where the lease was lost, and nothing was written
     */
    public Optional<GivenBack> giveBack(Lease lease) throws SQLException {
        return RolledBack.repeat(() -> giveBackOnce(lease));
    }

    private Optional<GivenBack> giveBackOnce(Lease lease) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(QueueSql.GIVE_BACK)) {
            statement.setLong(1, lease.jobId());
            statement.setLong(2, lease.epoch());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(new GivenBack(JobStatus.parse(rows.getString(1)), rows.getInt(2)))
                        : Optional.empty();
            }
        }
    }

    /** What a job that was given back came to; {@code cancelledItems} were cancelled with it. */
    public record GivenBack(JobStatus status, int cancelledItems) {}

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
        return RolledBack.repeat(() -> rescueOnce(maxAttempts, maxCrashes));
    }

    private List<Rescued> rescueOnce(int maxAttempts, int maxCrashes) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(QueueSql.RESCUE)) {
            statement.setInt(1, maxAttempts);
            statement.setInt(2, maxCrashes);
            List<Rescued> rescued = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    rescued.add(new Rescued(JobStatus.parse(rows.getString(1)), rows.getInt(2), rows.getInt(3)));
                }
            }
            return rescued;
        }
    }

    /** What a rescued job came to, and how many of its items ended with the rescue. */
    public record Rescued(JobStatus status, int failedItems, int cancelledItems) {}

    /** Collects a claimed job's rows. */
    private static final class ClaimBuilder {
        private final Lease lease;
        private final JobKind kind;
        private final boolean cancelRequested;
        private final List<QueuedItem> next = new ArrayList<>();
        private @Nullable QueuedItem started;
        private boolean waiting;

        ClaimBuilder(Lease lease, ResultSet row) throws SQLException {
            this.lease = lease;
            this.kind = JobKind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT));
            this.cancelRequested = row.getBoolean("cancel_requested");
        }

        void add(ResultSet row) throws SQLException {
            long id = row.getLong("item_id");
            if (row.wasNull()) {
                return;
            }
            StoredWish wanted = StoredWish.read(row);
            int startedAttempts = row.getInt("started_attempts");
            if (!row.wasNull()) {
                started = new QueuedItem(id, wanted, startedAttempts);
            } else if (row.getBoolean("due")) {
                next.add(new QueuedItem(id, wanted, row.getInt("attempts")));
            } else {
                waiting = true;
            }
        }

        ClaimedJob build() {
            return new ClaimedJob(lease, kind, started, next, waiting, cancelRequested);
        }
    }
}
