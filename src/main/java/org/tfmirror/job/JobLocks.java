package org.tfmirror.job;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.tfmirror.provider.LockedHashes;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/**
 * Stores what a lock file allows a job's versions to be, whether held versions may come, and whether a client asked.
 * The rows are deleted with the job. Thread-safe.
 */
@Singleton
public class JobLocks {

    private static final String ADD = """
            insert into job_lock (job_id, hostname, namespace, type, version, hashes) values (?, ?, ?, ?, ?, ?)
            """;
    private static final String FIND = "select hashes from job_lock where job_id = ? and " + PackageColumns.IS_VERSION;

    private static final String WAIVES = "select from job where id = ? and waive_reason is not null";

    private static final String ON_DEMAND = "select from job where id = ? and origin = 'on_demand'";

    private final DataSource dataSource;

    public JobLocks(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Locks a provider's version for a job that is stored in the caller's transaction; no version is locked twice. */
    public void add(long jobId, ProviderAddress provider, ProviderVersion version, LockedHashes hashes)
            throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(ADD)) {
            statement.setLong(1, jobId);
            int i = PackageColumns.set(statement, 1, PackageColumns.of(provider, version));
            statement.setString(++i, hashes.toString());
            statement.executeUpdate();
        }
    }

    /** Whether the job may bring versions that are held. */
    public boolean waivesHolds(long jobId) throws SQLException {
        return is(jobId, WAIVES);
    }

    /** Whether the job was made because a client asked. */
    public boolean isMadeOnDemand(long jobId) throws SQLException {
        return is(jobId, ON_DEMAND);
    }

    private boolean is(long jobId, String condition) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(condition)) {
            statement.setLong(1, jobId);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** The hashes that the job's lock file allows for this package; {@link LockedHashes#NONE} where it has none. */
    public LockedHashes of(long jobId, PackageId wanted) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setLong(1, jobId);
            PackageColumns.set(statement, 1, PackageColumns.of(wanted.provider(), wanted.version()));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? LockedHashes.parse(rows.getString(1)) : LockedHashes.NONE;
            }
        }
    }
}
