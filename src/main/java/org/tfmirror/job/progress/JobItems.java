package org.tfmirror.job.progress;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.ItemStatus;
import org.tfmirror.job.StoredItem;

/** Reads the items of a job, page by page: a job may have a hundred thousand. Thread-safe. */
@Singleton
public class JobItems {

    /** As many items as a page may have, and a job's own document. */
    public static final int MAX_PAGE = 1_000;

    /**
     * Parameters: job, ordinal to begin with, status or null, status or null, limit. A constraint is shown only where
     * it met a fault.
     */
    public static final String PAGE = """
            select * from job_item
            where job_id = ? and ordinal >= ? and (?::text is null or status = ?)
              and (version_constraint is null or error_code is not null)
            order by ordinal
            limit ?
            """;

    private static final String FIRST = "select * from job_item where job_id = any (?) and ordinal = 0";

    private final DataSource dataSource;

    public JobItems(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Some items, in the order they run.
     *
     * @param next after which item of the job the following page begins, counted from 1; null on the last page
     */
    public record Page(List<ItemProgress> items, @Nullable Long next) {}

    /** The first item of each of these jobs, as its summary; an empty job has none. */
    public Map<Long, StoredItem> first(Collection<Long> jobIds) throws SQLException {
        Map<Long, StoredItem> first = new HashMap<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(FIRST)) {
            statement.setArray(1, connection.createArrayOf("bigint", jobIds.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    first.put(rows.getLong("job_id"), StoredItem.read(rows));
                }
            }
        }
        return first;
    }

    /**
     * The items that are to be shown, in the caller's transaction if there is one; an unknown job has none.
     *
     * @param status null for any
     * @param after the item of the job, counted from 1, behind which to begin; 0 for all
     */
    public Page page(long jobId, @Nullable ItemStatus status, long after, int limit) throws SQLException {
        String wireName = status == null ? null : status.wireName();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(PAGE)) {
            statement.setLong(1, jobId);
            statement.setLong(2, after);
            statement.setString(3, wireName);
            statement.setString(4, wireName);
            statement.setInt(5, limit + 1);
            try (ResultSet rows = statement.executeQuery()) {
                return page(rows, limit);
            }
        }
    }

    private static Page page(ResultSet rows, int limit) throws SQLException {
        List<ItemProgress> items = new ArrayList<>();
        long last = 0;
        while (rows.next()) {
            if (items.size() == limit) {
                return new Page(items, last);
            }
            items.add(ItemProgress.read(rows));
            last = rows.getLong("ordinal") + 1;
        }
        return new Page(items, null);
    }

    /**
     * An item at one moment.
     *
     * @param expectedBytes how many the download will bring; null where that is not known (yet)
     * @param sizeBytes the archive's size; null until it is stored
     * @param changeSeq the number of the last change of its state
     */
    public record ItemProgress(
            long id,
            StoredItem stored,
            ItemStatus status,
            int attempts,
            @Nullable Instant nextAttemptAt,
            @Nullable String errorCode,
            @Nullable String errorMessage,
            long downloadedBytes,
            @Nullable Long expectedBytes,
            @Nullable Long sizeBytes,
            @Nullable Instant startedAt,
            @Nullable Instant completedAt,
            long changeSeq) {

        static ItemProgress read(ResultSet row) throws SQLException {
            return new ItemProgress(
                    row.getLong("id"),
                    StoredItem.read(row),
                    ItemStatus.parse(row.getString("status")),
                    row.getInt("attempts"),
                    instant(row, "next_attempt_at"),
                    row.getString("error_code"),
                    row.getString("error_message"),
                    row.getLong("downloaded_bytes"),
                    nullable(row, "expected_bytes"),
                    nullable(row, "size_bytes"),
                    instant(row, "started_at"),
                    instant(row, "completed_at"),
                    row.getLong("change_seq"));
        }

        private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
            OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
        }

        private static @Nullable Long nullable(ResultSet row, String column) throws SQLException {
            long value = row.getLong(column);
            return row.wasNull() ? null : value;
        }
    }
}
