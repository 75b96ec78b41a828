package org.tfmirror.job;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.tfmirror.job.JobNotifications.Notification;
import org.tfmirror.job.queue.JobQueue;

/**
 * Cancels and retries jobs for operators. Its statements are guarded like those of {@link JobQueue}, so they are safe
 * against races with workers and with each other. They take part in the caller's transaction, if there is one; the
 * caller then repeats the whole transaction with {@link TransactionRetry}. Thread-safe.
 */
@Singleton
public class JobControl {

    /**
     * Goes first, in the same transaction: a statement sees the rows as they were when it began, so one that waited for
     * the job's lock would miss the items that a worker has put back meanwhile.
     */
    private static final String LOCK = "select id from job where id = ? for no key update;";

    private static final String CANCEL = """
            with stopped as materialized (
              select id, status from job where id = ? and status in ('pending', 'running') for no key update
            ), items as (
              update job_item set status = 'cancelled', completed_at = now(), next_attempt_at = null
              where job_id = (select id from stopped where status = 'pending') and status = 'pending'
            )
            update job
            set cancel_requested = true,
                status = case when stopped.status = 'pending' then 'cancelled' else job.status end,
                completed_at = case when stopped.status = 'pending' then now() end,
                cancelled_items = case when stopped.status = 'pending'
                  then total_items - completed_items - failed_items else cancelled_items end
            from stopped
            where job.id = stopped.id
            """;

    private static final String RETRY = """
            with again as materialized (
              select id from job where id = ? and status in ('failed', 'cancelled') for no key update
            ), items as (
              update job_item
              set status = 'pending', attempts = 0, next_attempt_at = null, completed_at = null,
                  error_code = null, error_message = null, downloaded_bytes = 0
              where job_id = (select id from again)
                and (status in ('failed', 'cancelled') or version_constraint is not null)
            )
            update job
            set status = 'pending', due_at = now(), completed_at = null, error_message = null, cancel_requested = false,
                total_items = total_items - (
                  select count(*) from job_item
                  where job_id = again.id and status = 'failed' and version_constraint is not null),
                failed_items = 0, cancelled_items = 0, crashes = 0, retries = retries + 1
            from again
            where job.id = again.id
            """;

    private final DataSource dataSource;
    private final JobNotifications notifications;

    public JobControl(DataSource dataSource, JobNotifications notifications) {
        this.dataSource = dataSource;
        this.notifications = notifications;
    }

    /** The result of a request to move a job. */
    public enum Outcome {
        /** It was moved, or asked to. */
        DONE,
        /** An earlier request had the same effect. */
        ALREADY,
        /** It makes no sense in the state the job is in. */
        REFUSED,
        /** There is no such job. */
        UNKNOWN
    }

    /**
     * Stops a job: a pending one at once; a running one is asked to stop, its worker hears of it with the next
     * heartbeat, and it always ends {@code cancelled}. Completed items stay completed.
     */
    public Outcome cancel(long jobId) throws SQLException {
        return move(CANCEL, jobId, Notification.STOP, "select status = 'cancelled' from job where id = ?");
    }

    /**
     * Puts a finished job's failed and cancelled items back, with their attempts and counts begun anew; and its
     * constraints, in any status, because a registry may have other versions by now.
     */
    public Outcome retry(long jobId) throws SQLException {
        return move(
                RETRY,
                jobId,
                Notification.DUE,
                "select retries > 0 and status in ('pending', 'running') from job where id = ?");
    }

    private Outcome move(String sql, long jobId, Notification ring, String alreadyMoved) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            try (PreparedStatement statement = connection.prepareStatement(LOCK + sql)) {
                statement.setLong(1, jobId);
                statement.setLong(2, jobId);
                statement.execute();
                statement.getMoreResults();
                if (statement.getUpdateCount() == 1) {
                    notifications.send(ring);
                    return Outcome.DONE;
                }
            }
            try (PreparedStatement statement = connection.prepareStatement(alreadyMoved)) {
                statement.setLong(1, jobId);
                try (ResultSet rows = statement.executeQuery()) {
                    if (!rows.next()) {
                        return Outcome.UNKNOWN;
                    }
                    return rows.getBoolean(1) ? Outcome.ALREADY : Outcome.REFUSED;
                }
            }
        }
    }
}
