package org.tfmirror.bundle;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Which bundles are past their time, by the database's clock. Thread-safe. */
public final class BundleExpiry {

    private static final String FIND = """
            select old.id, old.folder,
                   not exists (select from bundle other where other.folder = old.folder and other.id > old.id) as last,
                   array(select number from bundle_part where bundle_id = old.id order by number) as numbers,
                   array(select distinct (entry::json ->> 'part') from bundle_entry where bundle_id = old.id) as parts
            from bundle old
            where created_at < now() - ? * interval '1 second'
              and not exists (select from job where job.id = old.id and status in ('pending', 'running'))
            order by id limit 100
            """;

    private final DataSource dataSource;
    private final Duration retention;

    public BundleExpiry(DataSource dataSource, Duration retention) {
        this.dataSource = dataSource;
        this.retention = retention;
    }

    /**
     * A bundle past its time.
     *
     * @param isLastOfItsFolder whether no later bundle uses the same files
     * @param parts the names of all parts that may be there
     */
    public record Expired(long id, String folder, boolean isLastOfItsFolder, List<String> parts) {}

    /** Some of them; none whose job has not ended. */
    public List<Expired> find() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setLong(1, retention.toSeconds());
            List<Expired> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    List<String> parts = new ArrayList<>();
                    for (Integer number : (Integer[]) rows.getArray("numbers").getArray()) {
                        parts.add(BundleNames.part(number));
                    }
                    for (String part : (String[]) rows.getArray("parts").getArray()) {
                        if (!parts.contains(part)) {
                            parts.add(part);
                        }
                    }
                    found.add(
                            new Expired(rows.getLong("id"), rows.getString("folder"), rows.getBoolean("last"), parts));
                }
            }
            return found;
        }
    }

    /** Forgets the bundle and what it had. */
    public void delete(long id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("delete from bundle where id = ?")) {
            statement.setLong(1, id);
            statement.executeUpdate();
        }
    }
}
