package org.tfmirror.job.claim;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.PackageId;

/**
 * Records packages that are being removed. A removal is a row of {@link DownloadClaims}' table, so no job works on the
 * package meanwhile, and no package that a job works on is removed. The row names the object to delete, and survives a
 * replica that dies before it has deleted it. See docs/adr/0015. Thread-safe.
 */
@Singleton
public class PackageRemovals {

    private static final String BEGIN = """
            insert into package_download (hostname, namespace, type, version, os, arch,
              removal_id, removal_key, removal_until)
            values (?, ?, ?, ?, ?, ?, nextval('package_removal_id_seq'), ?, now() + ? * interval '1 millisecond')
            on conflict on constraint package_download_pkey do update
            set job_id = null, lease_epoch = null, removal_id = excluded.removal_id,
                removal_key = excluded.removal_key, removal_until = excluded.removal_until, claimed_at = now()
            where not
            """ + DownloadClaims.LIVE + " returning removal_id";
    private static final String END = "delete from package_download where removal_id = ?";
    private static final String REVOKE = "delete from package_download where " + PackageColumns.IS_PACKAGE;
    private static final String TAKE_OVER = """
            update package_download
            set removal_id = nextval('package_removal_id_seq'),
                removal_until = now() + ? * interval '1 millisecond', claimed_at = now()
            where removal_id = any (array(
              select removal_id from package_download
              where removal_id is not null and removal_until < now()
              order by removal_until
              limit 100
              for update skip locked))
            returning removal_id, hostname, namespace, type, version, os, arch, removal_key
            """;

    private final DataSource dataSource;

    public PackageRemovals(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * A hold on a package that is to go.
     *
     * @param id the token: another one's hold has another
     * @param key of the object to delete, without a bucket
     */
    public record Removal(long id, PackageId wanted, String key) {}

    /**
     * Takes a package for removal, in the transaction of this connection.
     *
     * @param validity after which anybody may take it over
     * @return the token; empty while a job or another removal has it
     */
    public OptionalLong begin(Connection connection, PackageId id, String key, Duration validity) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BEGIN)) {
            int i = PackageColumns.set(statement, 0, PackageColumns.of(id));
            statement.setString(++i, key);
            statement.setLong(++i, validity.toMillis());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    /** Lets go, after the object is deleted; false where the package was taken over in between. */
    public boolean end(Connection connection, long removalId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(END)) {
            statement.setLong(1, removalId);
            return statement.executeUpdate() == 1;
        }
    }

    /** Takes the package from its present holder: a job that was about to record it cannot, and starts over. */
    public void revoke(Connection connection, PackageId id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REVOKE)) {
            PackageColumns.set(statement, 0, PackageColumns.of(id));
            statement.executeUpdate();
        }
    }

    /** Takes over the oldest overdue removals, up to 100; no two callers get the same. */
    public List<Removal> takeOver(Duration validity) throws SQLException {
        List<Removal> left = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(TAKE_OVER)) {
            statement.setLong(1, validity.toMillis());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    left.add(removal(rows));
                }
            }
        }
        return left;
    }

    private static Removal removal(ResultSet row) throws SQLException {
        return new Removal(row.getLong("removal_id"), PackageColumns.readPackage(row), row.getString("removal_key"));
    }
}
