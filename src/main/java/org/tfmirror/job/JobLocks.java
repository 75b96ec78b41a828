package org.tfmirror.job;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.tfmirror.provider.LockedHashes;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** What a job's lock file allows; kept with the job, and forgotten with it. Thread-safe. */
@Singleton
public class JobLocks {

    private static final String ADD = """
            insert into job_lock (job_id, hostname, namespace, type, version, hashes) values (?, ?, ?, ?, ?, ?)
            """;
    private static final String FIND = """
            select hashes from job_lock
            where job_id = ? and hostname = ? and namespace = ? and type = ? and version = ?
            """;

    private final DataSource dataSource;

    public JobLocks(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Locks a provider's version for a job that is stored in the caller's transaction; no version is locked twice. */
    public void add(long jobId, ProviderAddress provider, ProviderVersion version, LockedHashes hashes)
            throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(ADD)) {
            int i = setKey(statement, jobId, provider, version);
            statement.setString(++i, hashes.toString());
            statement.executeUpdate();
        }
    }

    /** What the job's lock allows this package to be; {@link LockedHashes#NONE} where the job has no lock of it. */
    public LockedHashes of(long jobId, PackageId wanted) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(FIND)) {
            setKey(statement, jobId, wanted.provider(), wanted.version());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? LockedHashes.parse(rows.getString(1)) : LockedHashes.NONE;
            }
        }
    }

    private static int setKey(
            PreparedStatement statement, long jobId, ProviderAddress provider, ProviderVersion version)
            throws SQLException {
        int i = 0;
        statement.setLong(++i, jobId);
        statement.setString(++i, provider.hostname());
        statement.setString(++i, provider.namespace());
        statement.setString(++i, provider.type());
        statement.setString(++i, version.toString());
        return i;
    }
}
