package org.tfmirror.job;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** How much work waits, and the switch that all replicas obey. Thread-safe. */
@Singleton
public class Backlog {

    private static final String SNAPSHOT = """
            select processor_switch.paused,
                   (select count(*) from job where status = 'pending'),
                   (select extract(epoch from now() - min(due_at))::bigint from job
                    where status = 'pending' and due_at <= now())
            from processor_switch
            """;
    private static final String SWITCH = """
            update processor_switch set paused = ?, changed_by = ?, changed_at = now() where paused <> ?
            """;

    private final DataSource dataSource;
    private final JobBell bell;

    public Backlog(DataSource dataSource, JobBell bell) {
        this.dataSource = dataSource;
        this.bell = bell;
    }

    /**
     * The queue at one moment.
     *
     * @param pendingJobs due or waiting for a retry
     * @param oldestPendingSeconds for how long the oldest has been due; null where none is
     */
    public record Snapshot(
            boolean paused, long pendingJobs, @Nullable Long oldestPendingSeconds) {}

    public Snapshot snapshot() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SNAPSHOT);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            long seconds = rows.getLong(3);
            Long oldest = rows.wasNull() ? null : seconds;
            return new Snapshot(rows.getBoolean(1), rows.getLong(2), oldest);
        }
    }

    /**
     * Stops or resumes claiming in every replica; jobs already running go on.
     *
     * @return false where it was so already
     */
    public boolean setPaused(boolean paused, String changedBy) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SWITCH)) {
            statement.setBoolean(1, paused);
            statement.setString(2, changedBy);
            statement.setBoolean(3, paused);
            boolean turned = statement.executeUpdate() == 1;
            if (turned && !paused) {
                bell.ring(JobBell.Ring.DUE);
            }
            return turned;
        }
    }
}
