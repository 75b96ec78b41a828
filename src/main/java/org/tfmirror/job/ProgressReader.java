package org.tfmirror.job;

import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Reads how far a job is, again and again, for those who watch it: one statement, no connection held. Thread-safe. */
@Singleton
public class ProgressReader {

    /**
     * Parameters: whether all items are wanted, ids of items that are, job. Otherwise only what can have changed lately
     * comes over the wire, for a job may have thousands of items and be looked at each second.
     */
    static final String READ = """
            select job.status as job_status, job.total_items, job.completed_items, job.failed_items,
                   job.cancelled_items, job.error_message as job_error_message,
                   (select count(*) from job_item selecting
                    where selecting.job_id = job.id and selecting.version_constraint is not null
                      and selecting.status in ('pending', 'downloading')) as unexpanded,
                   item.*
            from job
            left join job_item item on item.job_id = job.id
              and (? or item.status = 'downloading' or item.next_attempt_at is not null
                or item.started_at > now() - interval '1 minute' or item.completed_at > now() - interval '1 minute'
                or item.id = any (?))
            where job.id = ?
            order by item.ordinal
            """;

    private final DataSource dataSource;

    public ProgressReader(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The job with all its items; empty where there is none. */
    public Optional<JobProgress> all(long jobId) throws SQLException {
        return read(jobId, true, List.of());
    }

    /**
     * The job with those of its items that may have changed within the last minute, and these.
     *
     * @param alsoItems ids of items to read in any case, such as those that were under way the last time
     */
    public Optional<JobProgress> recent(long jobId, Collection<Long> alsoItems) throws SQLException {
        return read(jobId, false, alsoItems);
    }

    private Optional<JobProgress> read(long jobId, boolean all, Collection<Long> alsoItems) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(READ)) {
            Array ids = connection.createArrayOf("bigint", alsoItems.toArray());
            statement.setBoolean(1, all);
            statement.setArray(2, ids);
            statement.setLong(3, jobId);
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
        List<ItemProgress> items = new ArrayList<>();
        do {
            if (rows.getObject("id") != null) {
                items.add(ItemProgress.read(rows));
            }
        } while (rows.next());
        return new JobProgress(jobId, status, total, completed, failed, cancelled, unexpanded, error, items);
    }
}
