package org.tfmirror.job.progress;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.ItemStatus;
import org.tfmirror.job.StoredItem;

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
