package org.tfmirror.job.queue;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.JobKind;
import org.tfmirror.job.Lease;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.job.StoredItem;
import org.tfmirror.job.queue.JobQueue.Claimant;
import org.tfmirror.job.queue.JobQueue.Claimed;

/** Binds {@link QueueSql#CLAIM} and reads its answer. */
final class ClaimStatement {

    private ClaimStatement() {}

    /** @param before how many parameters of the statement come before the claim's */
    static void bind(PreparedStatement statement, int before, Claimant claimant, int limit) throws SQLException {
        statement.setInt(before + 1, limit);
        statement.setString(before + 2, claimant.owner());
        statement.setLong(before + 3, claimant.lease().toMillis());
    }

    /** All that was taken, and when the next is due. */
    static Claimed read(ResultSet rows) throws SQLException {
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

    /** Collects a claimed job's rows. */
    private static final class ClaimBuilder {
        private final Lease lease;
        private final JobKind kind;
        private final List<QueuedItem> next = new ArrayList<>();
        private @Nullable QueuedItem started;
        private boolean waiting;

        ClaimBuilder(Lease lease, ResultSet row) throws SQLException {
            this.lease = lease;
            this.kind = JobKind.parse(row.getString("kind"));
        }

        void add(ResultSet row) throws SQLException {
            long id = row.getLong("item_id");
            if (row.wasNull()) {
                return;
            }
            StoredItem wanted = StoredItem.read(row);
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
            return new ClaimedJob(lease, kind, started, next, waiting);
        }
    }
}
