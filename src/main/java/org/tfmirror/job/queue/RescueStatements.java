package org.tfmirror.job.queue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.JobStatus;
import org.tfmirror.job.queue.JobQueue.Rescued;

/** Runs {@link QueueSql#LOCK_LOST} and {@link QueueSql#RESCUE}, in the transaction of a connection. */
final class RescueStatements {

    private RescueStatements() {}

    /** As {@link JobQueue#rescue(int, int, Instant, boolean)}. */
    static List<Rescued> rescue(
            Connection connection, int maxAttempts, int maxCrashes, @Nullable Instant overAt, boolean counts)
            throws SQLException {
        List<Long> lost = lock(connection, overAt);
        List<Rescued> rescued = new ArrayList<>();
        if (lost.isEmpty()) {
            return rescued;
        }
        try (PreparedStatement statement = connection.prepareStatement(QueueSql.RESCUE)) {
            statement.setInt(1, maxAttempts);
            statement.setInt(2, maxCrashes);
            statement.setBoolean(3, counts);
            statement.setArray(4, connection.createArrayOf("bigint", lost.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    rescued.add(new Rescued(JobStatus.parse(rows.getString(1)), rows.getInt(2), rows.getInt(3)));
                }
            }
        }
        return rescued;
    }

    private static List<Long> lock(Connection connection, @Nullable Instant overAt) throws SQLException {
        List<Long> lost = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(QueueSql.LOCK_LOST)) {
            statement.setObject(1, overAt == null ? null : overAt.atOffset(ZoneOffset.UTC));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    lost.add(rows.getLong(1));
                }
            }
        }
        return lost;
    }
}
