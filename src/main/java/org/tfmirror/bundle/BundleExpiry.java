package org.tfmirror.bundle;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Which bundles are past their time, by the database's clock. The row of the newest bundle of each source stays, and only
 * its packages are forgotten: its serial tells later on that the statements of an older bundle do not count. Thread-safe.
 */
public final class BundleExpiry {

    private static final String IS_NEWEST_OF_SOURCE = """
            (old.direction = 'import' and not exists (
               select from bundle newer
               where newer.source = old.source and (newer.serial, newer.id) > (old.serial, old.id)))
            """;
    private static final String FIND = """
            select id, folder, created_at, packed and last as has_files
            from (select old.id, old.folder, old.created_at, %s as newest,
                    exists (select from bundle_entry where bundle_id = old.id)
                      or exists (select from bundle_part where bundle_id = old.id) as packed,
                    not exists (select from bundle other where other.folder = old.folder and other.id > old.id) as last
                  from bundle old
                  where created_at < now() - ? * interval '1 second'
                    and not exists (select from job where job.id = old.id and status in ('pending', 'running'))) expired
            where packed or not newest
            order by id limit 100
            """.formatted(IS_NEWEST_OF_SOURCE);
    private static final String DELETE =
            "delete from bundle old where id = ? and not %s".formatted(IS_NEWEST_OF_SOURCE);
    private static final String DELETE_ENTRIES = "delete from bundle_entry where bundle_id = ?";

    private final DataSource dataSource;
    private final Duration retention;

    public BundleExpiry(DataSource dataSource, Duration retention) {
        this.dataSource = dataSource;
        this.retention = retention;
    }

    /**
     * A bundle past its time.
     *
     * @param hasFiles whether its files may still be in the folder, and no later bundle uses them
     */
    public record Expired(long id, String folder, Instant createdAt, boolean hasFiles) {}

    /** Some of them; none whose job has not ended. */
    public List<Expired> find() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setLong(1, retention.toSeconds());
            List<Expired> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new Expired(
                            rows.getLong("id"),
                            rows.getString("folder"),
                            rows.getTimestamp("created_at").toInstant(),
                            rows.getBoolean("has_files")));
                }
            }
            return found;
        }
    }

    /** Forgets the bundle and what it had; of the newest of its source only what it had. */
    public void forget(long id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            if (delete(connection, DELETE, id) == 0) {
                delete(connection, DELETE_ENTRIES, id);
            }
        }
    }

    private static int delete(Connection connection, String sql, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, id);
            return statement.executeUpdate();
        }
    }
}
