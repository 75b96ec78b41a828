package org.tfmirror.job;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Counts the waiting work, and holds the switch that pauses all replicas. Thread-safe. */
@Singleton
public class QueueStats {

    private static final String SNAPSHOT = """
            select processor_switch.paused,
                   (select count(*) from job where status = 'pending'),
                   (select extract(epoch from now() - min(due_at))::bigint from job
                    where status = 'pending' and due_at <= now())
            from processor_switch
            """;
    /**
     * Each status by itself, because the partial indexes are so: only unfinished jobs are read, and the items of
     * pending ones are counted by what their job says of them.
     */
    public static final String QUEUE_DEPTH = """
            with pending as (
              select count(*) as jobs, count(*) filter (where due_at <= now()) as due,
                     coalesce(sum(total_items - completed_items - failed_items - cancelled_items), 0) as items,
                     greatest(extract(epoch from now() - min(due_at)), 0)::double precision as oldest_seconds
              from job where status = 'pending'
            ), running as (
              select count(*) as jobs,
                     coalesce(sum(total_items - completed_items - failed_items - cancelled_items), 0) as items
              from job where status = 'running'
            ), downloading as (
              select count(*) as items from job_item where status = 'downloading'
            )
            select processor_switch.paused, pending.jobs, pending.due, running.jobs,
                   greatest(pending.items + running.items - downloading.items, 0), downloading.items,
                   coalesce(pending.oldest_seconds, 0)
            from processor_switch, pending, running, downloading
            """;

    private static final String SWITCH = """
            update processor_switch set paused = ?, changed_by = ?, changed_at = now() where paused <> ?
            """;

    private final DataSource dataSource;
    private final JobNotifications notifications;

    public QueueStats(DataSource dataSource, JobNotifications notifications) {
        this.dataSource = dataSource;
        this.notifications = notifications;
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
     * How much unfinished work there is, of all replicas, at one moment.
     *
     * @param dueJobs pending ones that wait for nothing but a free slot
     * @param pendingItems not begun, or waiting for their next attempt
     * @param oldestDueSeconds for how long the oldest due job has been due; 0 where none is
     */
    public record QueueDepth(
            boolean paused,
            long pendingJobs,
            long dueJobs,
            long runningJobs,
            long pendingItems,
            long downloadingItems,
            double oldestDueSeconds) {}

    /** Counts unfinished jobs only; it reads no finished one. */
    public QueueDepth depth() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(QUEUE_DEPTH);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return new QueueDepth(
                    rows.getBoolean(1),
                    rows.getLong(2),
                    rows.getLong(3),
                    rows.getLong(4),
                    rows.getLong(5),
                    rows.getLong(6),
                    rows.getDouble(7));
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
                notifications.send(JobNotifications.Notification.DUE);
            }
            return turned;
        }
    }
}
