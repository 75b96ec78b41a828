package org.tfmirror.job.demand;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.JobKind;
import org.tfmirror.job.JobStatus;
import org.tfmirror.job.Lease;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.job.StoredItem;
import org.tfmirror.job.claim.DownloadClaims;
import org.tfmirror.job.queue.JobQueue.Claimant;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.PackageId;

/**
 * Makes jobs for packages that clients ask for. A package has at most one unfinished job made on demand, and none
 * while another job has claimed the package. The end of a job is remembered for a minute, so that clients that try
 * again do not ask an origin again. Thread-safe.
 */
@Singleton
public class DemandedJobs {

    /** How long the end of a job answers for the package. */
    static final Duration MEMORY = Duration.ofMinutes(1);

    private final DataSource dataSource;
    private final DownloadClaims claims;

    public DemandedJobs(DataSource dataSource, DownloadClaims claims) {
        this.dataSource = dataSource;
        this.claims = claims;
    }

    /** The limits: {@code perMinute} jobs for one client, {@code bytesPerDay} for all. */
    public record Limits(int perMinute, long bytesPerDay) {}

    /** How a package stands. */
    public sealed interface Demanded {
        /** A job was made, and its maker has claimed it. */
        record Claimed(ClaimedJob job) implements Demanded {}

        /** A job was made and waits for a slot of any replica. */
        record Queued(long jobId) implements Demanded {}

        /** Some job works on the package already, or is about to. */
        record UnderWay() implements Demanded {}

        /** A job made on demand ended a moment ago, {@code completed} or {@code cancelled}. */
        record Ended() implements Demanded {}

        /** A job made on demand failed a moment ago. */
        record Failed(String code, String message) implements Demanded {}

        /** The client has reached its limit; it may ask again later. */
        record OverLimit(Limit limit) implements Demanded {}
    }

    /** Which limit holds a job back. */
    public enum Limit {
        /** Downloads of one client in a minute. */
        CLIENT,
        /** Bytes a day of all. */
        BUDGET
    }

    /**
     * Makes a job, unless there is one. It takes part in the transaction of this connection, which is to be rolled back
     * unless the answer is {@code Claimed} or {@code Queued}. Two that ask for one package do it one after the other.
     *
     * @param askedBy an address, or a token's name
     * @param claimant the replica with a free slot for it; null to leave it to any replica
     */
    public Demanded make(
            Connection connection, PackageId id, String askedBy, Limits limits, @Nullable Claimant claimant)
            throws SQLException {
        Demanded last = lock(connection, id);
        if (last != null) {
            return last;
        }
        Used used = used(connection, askedBy);
        if (used.jobs >= limits.perMinute()) {
            return new Demanded.OverLimit(Limit.CLIENT);
        }
        if (used.bytes >= limits.bytesPerDay()) {
            return new Demanded.OverLimit(Limit.BUDGET);
        }
        return claimant == null || used.paused
                ? queue(connection, id, askedBy)
                : queueClaimed(connection, id, askedBy, claimant);
    }

    /**
     * How packages stand for which a job was made on demand; those without, or of which it is forgotten, are missing.
     */
    public Map<PackageId, Demanded> states(Collection<PackageId> packages) throws SQLException {
        Map<PackageId, Demanded> states = new HashMap<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(DemandSql.STATES)) {
            statement.setLong(1, MEMORY.toMillis());
            List<List<String>> rows = packages.stream().map(PackageColumns::of).toList();
            for (int i = 0; i < PackageColumns.PACKAGE; i++) {
                int column = i;
                Object[] values = rows.stream().map(row -> row.get(column)).toArray();
                statement.setArray(i + 2, connection.createArrayOf("text", values));
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Demanded state = state(row);
                    if (state != null) {
                        states.put(PackageColumns.readPackage(row), state);
                    }
                }
            }
        }
        return states;
    }

    private @Nullable Demanded lock(Connection connection, PackageId id) throws SQLException {
        Long job;
        try (PreparedStatement statement = connection.prepareStatement(DemandSql.LOCK)) {
            PackageColumns.set(statement, 0, PackageColumns.of(id));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                job = row.getObject(1, Long.class);
            }
        }
        if (job == null) {
            return null;
        }
        try (PreparedStatement statement = connection.prepareStatement(DemandSql.STATE)) {
            statement.setLong(1, MEMORY.toMillis());
            statement.setLong(2, job);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? state(row) : null;
            }
        }
    }

    private static @Nullable Demanded state(ResultSet row) throws SQLException {
        JobStatus status = JobStatus.parse(row.getString("status"));
        if (!status.isTerminal()) {
            return new Demanded.UnderWay();
        }
        if (!row.getBoolean("recent")) {
            return null;
        }
        return status == JobStatus.FAILED
                ? new Demanded.Failed(
                        Objects.requireNonNullElse(row.getString("error_code"), "internal_error"),
                        Objects.requireNonNullElse(row.getString("error_message"), "it failed"))
                : new Demanded.Ended();
    }

    private record Used(int jobs, long bytes, boolean paused) {}

    private static Used used(Connection connection, String askedBy) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DemandSql.USED)) {
            statement.setString(1, askedBy);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Used(row.getInt(1), row.getLong(2), row.getBoolean(3));
            }
        }
    }

    private Demanded queue(Connection connection, PackageId id, String askedBy) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DemandSql.QUEUE)) {
            statement.setString(1, askedBy);
            PackageColumns.set(statement, 1, PackageColumns.of(id));
            long job = insert(connection, statement, id).jobId;
            // Asked after the insert, and rolled back with it: no other job may take the package in between unseen.
            return claims.isHeld(connection, id) ? new Demanded.UnderWay() : new Demanded.Queued(job);
        }
    }

    private Demanded queueClaimed(Connection connection, PackageId id, String askedBy, Claimant claimant)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DemandSql.QUEUE_CLAIMED)) {
            statement.setString(1, askedBy);
            statement.setString(2, claimant.owner());
            statement.setLong(3, claimant.lease().toMillis());
            PackageColumns.set(statement, 3, PackageColumns.of(id));
            Inserted made = insert(connection, statement, id);
            Lease lease = new Lease(made.jobId, 1);
            if (!claims.claim(connection, id, lease)) {
                return new Demanded.UnderWay();
            }
            StoredItem stored = new StoredItem(
                    id.provider().hostname(),
                    id.provider().namespace(),
                    id.provider().type(),
                    id.versionText(),
                    id.platformText(),
                    false,
                    null);
            return new Demanded.Claimed(
                    new ClaimedJob(lease, JobKind.DOWNLOAD, new QueuedItem(made.itemId, stored, 1), List.of(), false));
        }
    }

    private record Inserted(long jobId, long itemId) {}

    private static Inserted insert(Connection connection, PreparedStatement insert, PackageId id) throws SQLException {
        Inserted made;
        try (ResultSet row = insert.executeQuery()) {
            row.next();
            made = new Inserted(row.getLong(1), row.getLong(2));
        }
        try (PreparedStatement statement = connection.prepareStatement(DemandSql.NOTE)) {
            statement.setLong(1, made.jobId);
            PackageColumns.set(statement, 1, PackageColumns.of(id));
            statement.executeUpdate();
        }
        return made;
    }
}
