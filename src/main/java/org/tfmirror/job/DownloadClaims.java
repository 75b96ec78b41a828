package org.tfmirror.job;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.tfmirror.provider.PackageId;

/**
 * Which package is in which job's hands, so that two jobs that want the same one fetch it once, and none works on a
 * package that is being removed ({@link PackageRemovals}). A claim is as good as the lease of the job that made it: when
 * that is gone, by whatever end, the next one who asks takes the claim over, and nobody has to clean up first.
 * Thread-safe.
 */
@Singleton
public class DownloadClaims {

    /** Whether a row is still good, be it a job's claim or a removal's. */
    static final String LIVE = """
            (coalesce(package_download.removal_until > now(), false) or exists (
              select from job
              where job.id = package_download.job_id and job.lease_epoch = package_download.lease_epoch
                and job.status = 'running' and job.lease_expires_at > now()))
            """;

    private static final String CLAIM = """
            insert into package_download (hostname, namespace, type, version, os, arch, job_id, lease_epoch)
            select ?, ?, ?, ?, ?, ?, job.id, job.lease_epoch
            from job
            where job.id = ? and job.lease_epoch = ? and job.status = 'running'
            on conflict on constraint package_download_pkey do update
            set job_id = excluded.job_id, lease_epoch = excluded.lease_epoch, claimed_at = now(),
                removal_id = null, removal_key = null, removal_until = null
            where package_download.job_id = excluded.job_id or not
            """ + LIVE;
    private static final String RELEASE = "delete from package_download where job_id = ? and lease_epoch = ?";
    /** Skips what another sweep or a worker has in hand: two that delete in different orders would block each other. */
    private static final String SWEEP = """
            delete from package_download where ctid = any (array(
              select ctid from package_download where removal_id is null and not
            """ + LIVE + " for update skip locked))";

    private final DataSource dataSource;

    public DownloadClaims(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Takes the package for this lease's job.
     *
     * @return false while another job or a removal holds it, and where the lease is lost
     */
    public boolean claim(PackageId id, Lease lease) throws SQLException {
        return RolledBack.repeat(() -> claimOnce(id, lease));
    }

    private boolean claimOnce(PackageId id, Lease lease) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(CLAIM)) {
            int i = setIdentity(statement, id);
            statement.setLong(++i, lease.jobId());
            statement.setLong(++i, lease.epoch());
            return statement.executeUpdate() == 1;
        }
    }

    /**
     * Lets go of whatever the lease's job holds (one package at the most), in the transaction of this connection.
     *
     * @return false where it holds none, or none any more
     */
    public boolean release(Connection connection, Lease lease) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RELEASE)) {
            statement.setLong(1, lease.jobId());
            statement.setLong(2, lease.epoch());
            return statement.executeUpdate() > 0;
        }
    }

    /** Forgets claims whose lease is gone; nothing depends on it but the table's size. Removals are not forgotten. */
    public int sweep() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SWEEP)) {
            return statement.executeUpdate();
        }
    }

    static int setIdentity(PreparedStatement statement, PackageId id) throws SQLException {
        int i = 0;
        statement.setString(++i, id.provider().hostname());
        statement.setString(++i, id.provider().namespace());
        statement.setString(++i, id.provider().type());
        statement.setString(++i, id.version().toString());
        statement.setString(++i, id.platform().os());
        statement.setString(++i, id.platform().arch());
        return i;
    }
}
