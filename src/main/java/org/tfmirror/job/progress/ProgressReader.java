package org.tfmirror.job.progress;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.Job;
import org.tfmirror.job.JobStatus;
import org.tfmirror.job.JobWarnings;
import org.tfmirror.job.progress.JobItems.ItemProgress;

/**
 * Reads a job's progress for its watchers: one statement, no connection held, and a bounded
 * number of items, however many the job has. Thread-safe.
 */
@Singleton
public class ProgressReader {

    /** As many items as one answer has. */
    public static final int MAX_ITEMS = 1_000;

    /** Only of a job that has ended: it reads all items. */
    private static final String KEPT_OUT = "case when job.status in ('completed', 'failed', 'cancelled') then "
            + JobWarnings.KEPT_OUT + "job.id" + JobWarnings.KEPT_OUT_END + " end";

    /**
     * Parameters: limit, job. Some of an item's numbers may be larger than its job's, because a statement may write the job
     * first: what is new from here on is larger than both.
     */
    public static final String BEGIN = read("""
            greatest(job.change_seq, (
              select max(change_seq) from job_item where job_id = job.id))""", """
            select * from job_item
            where job_id = job.id and (status in ('downloading', 'failed') or error_code is not null)
              and (version_constraint is null or error_code is not null)
            order by status = 'downloading' desc, ordinal
            limit ?
            """);

    /**
     * Parameters: number of the last change that is known, the same, limit, job. Each change of an item also changes
     * its job's row, so the items are not even looked at while the job's number is known. Of too many changes, the
     * last.
     */
    public static final String SINCE = read("job.change_seq", """
            (select * from job_item
             where job_id = job.id and status = 'downloading' and (version_constraint is null or error_code is not null))
            union all
            (select * from job_item
             where job_id = job.id and status <> 'downloading' and job.change_seq > ? and change_seq > ?
               and (version_constraint is null or error_code is not null or completed_at is not null)
             order by change_seq desc
             limit ?)
            """);

    private final DataSource dataSource;

    public ProgressReader(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    private static String read(String changeSeq, String items) {
        return """
            select job.status as job_status, job.total_items, job.completed_items, job.failed_items,
                   job.cancelled_items, job.error_message as job_error_message,
                   (select count(*) from job_item selecting
                    where selecting.job_id = job.id and selecting.version_constraint is not null
                      and selecting.status in ('pending', 'downloading')) as unexpanded,
                   job.warnings, %s as kept_out, %s as job_change_seq, item.*
            from job
            left join lateral (
              %s
            ) item on true
            where job.id = ?
            order by item.ordinal
            """.formatted(KEPT_OUT, changeSeq, items);
    }

    /**
     * The job with those of its items that are under way, have failed, or wait for a retry; at most {@value
     * #MAX_ITEMS}. Empty where there is none.
     */
    public Optional<JobProgress> begin(long jobId) throws SQLException {
        return read(jobId, BEGIN, List.of());
    }

    /**
     * The job with the item that is under way, and those whose state has changed since; at most {@value #MAX_ITEMS} of
     * them, the last ones. A constraint is told of where it has a fault, and when it has ended.
     *
     * @param changeSeq {@link JobProgress#changeSeq()} of an earlier answer
     */
    public Optional<JobProgress> since(long jobId, long changeSeq) throws SQLException {
        return read(jobId, SINCE, List.of(changeSeq, changeSeq));
    }

    private Optional<JobProgress> read(long jobId, String sql, List<Long> parameters) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            int i = 0;
            for (long parameter : parameters) {
                statement.setLong(++i, parameter);
            }
            statement.setInt(++i, MAX_ITEMS);
            statement.setLong(++i, jobId);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(job(jobId, rows)) : Optional.empty();
            }
        }
    }

    private static JobProgress job(long jobId, ResultSet rows) throws SQLException {
        JobStatus status = JobStatus.parse(rows.getString("job_status"));
        int total = rows.getInt("total_items");
        int completed = rows.getInt("completed_items");
        int failed = rows.getInt("failed_items");
        int cancelled = rows.getInt("cancelled_items");
        int unexpanded = rows.getInt("unexpanded");
        String error = rows.getString("job_error_message");
        List<String> warnings = JobWarnings.lines(rows.getString("warnings"), rows.getString("kept_out"));
        long changeSeq = rows.getLong("job_change_seq");
        List<ItemProgress> items = new ArrayList<>();
        do {
            if (rows.getObject("id") != null) {
                ItemProgress item = ItemProgress.read(rows);
                items.add(item);
                changeSeq = Math.max(changeSeq, item.changeSeq());
            }
        } while (rows.next());
        boolean full = items.size() >= MAX_ITEMS;
        return new JobProgress(
                jobId,
                status,
                total,
                completed,
                failed,
                cancelled,
                unexpanded,
                error,
                warnings,
                changeSeq,
                full,
                items);
    }

    /**
     * A job at one moment, as far as it moves.
     *
     * @param unexpanded constraints that are still to be replaced by packages
     * @param warnings what its submitter should know although nothing failed
     * @param changeSeq the largest number of a change that was seen here; the next ones have larger numbers
     * @param full whether it has as many items as one answer holds: others may have been left out
     * @param items those that were asked for, in the order they run
     */
    public record JobProgress(
            long id,
            JobStatus status,
            int totalItems,
            int completedItems,
            int failedItems,
            int cancelledItems,
            int unexpanded,
            @Nullable String errorMessage,
            List<String> warnings,
            long changeSeq,
            boolean full,
            List<ItemProgress> items) {

        public JobProgress {
            warnings = List.copyOf(warnings);
            items = List.copyOf(items);
        }

        /**
         * Finished items in percent of all, 0 to 100; 0 while constraints are to be expanded, as {@link
         * Job#progress()}.
         */
        public int percent() {
            if (totalItems == 0 || unexpanded > 0) {
                return status == JobStatus.COMPLETED ? 100 : 0;
            }
            return (int) ((completedItems + failedItems + cancelledItems) * 100L / totalItems);
        }
    }
}
