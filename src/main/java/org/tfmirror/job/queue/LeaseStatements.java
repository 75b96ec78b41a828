package org.tfmirror.job.queue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tfmirror.job.JobStatus;
import org.tfmirror.job.Lease;
import org.tfmirror.job.queue.JobQueue.GivenBack;
import org.tfmirror.job.queue.JobQueue.Owned;

/** Runs the statements by which a replica keeps its leases, looks at them and gives them back. */
final class LeaseStatements {

    /** Sent together and committed together. */
    private static final String HOLD_AND_GIVE_BACK = QueueSql.HOLD + ";" + QueueSql.GIVE_BACK;

    private LeaseStatements() {}

    /** As {@link JobQueue#heartbeat}. */
    static Map<Lease, Boolean> heartbeat(Connection connection, String owner, Collection<Lease> held, Duration lease)
            throws SQLException {
        Map<Lease, Boolean> alive = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(QueueSql.HEARTBEAT)) {
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

    /** As {@link JobQueue#owned}. */
    static Owned owned(Connection connection, String owner) throws SQLException {
        Map<Lease, Duration> leases = new HashMap<>();
        Instant at = Instant.MIN;
        try (PreparedStatement statement = connection.prepareStatement(QueueSql.OWNED)) {
            statement.setString(1, owner);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    at = rows.getObject("at", OffsetDateTime.class).toInstant();
                    long id = rows.getLong("id");
                    if (!rows.wasNull()) {
                        Duration left = Duration.ofMillis(rows.getLong("left_millis"));
                        leases.put(new Lease(id, rows.getLong("lease_epoch")), left);
                    }
                }
            }
        }
        return new Owned(at, leases);
    }

    /** As {@link JobQueue#giveBack}. */
    static Optional<GivenBack> giveBack(Connection connection, Lease lease) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HOLD_AND_GIVE_BACK)) {
            statement.setLong(1, lease.jobId());
            statement.setLong(2, lease.epoch());
            statement.setLong(3, lease.jobId());
            statement.setLong(4, lease.epoch());
            statement.execute();
            statement.getMoreResults();
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next()
                        ? Optional.of(new GivenBack(JobStatus.parse(rows.getString(1)), rows.getInt(2)))
                        : Optional.empty();
            }
        }
    }
}
