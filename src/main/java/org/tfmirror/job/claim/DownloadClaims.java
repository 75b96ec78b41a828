package org.tfmirror.job.claim;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.tfmirror.job.Lease;
import org.tfmirror.job.TransactionRetry;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.PackageId;

/**
 * Claims packages for jobs, so that two jobs that want the same package fetch it once, and no job works on a package
 * that is being removed ({@link PackageRemovals}). A claim lasts as long as the lease of its job. When the lease has
 * ended, for any reason, the next request takes the claim over. Thread-safe.
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

    private static final String CLAIM =
            """
            insert into package_download (hostname, namespace, type, version, os, arch, job_id, lease_epoch)
            select ?, ?, ?, ?, ?, ?, job.id, job.lease_epoch
            from job
            where job.id = ? and job.lease_epoch = ? and job.status = 'running'
            on conflict on constraint package_download_pkey do update
            set job_id = excluded.job_id, lease_epoch = excluded.lease_epoch, claimed_at = now(),
                removal_id = null, removal_key = null, removal_until = null
            where package_download.job_id = excluded.job_id or not
            """ + LIVE + " returning xmax <> 0 as taken_over"; // a row that was there has been locked first
    private static final String HELD =
            "select from package_download where " + PackageColumns.IS_PACKAGE + " and " + LIVE;
    private static final String RELEASE = "delete from package_download where job_id = ? and lease_epoch = ?";
    private static final String DEAD = """
            select hostname, namespace, type, version, os, arch, job_id, lease_epoch
            from package_download
            where removal_id is null and not
            """ + LIVE + " order by claimed_at limit 1000";
    private static final String FORGET = "delete from package_download where " + PackageColumns.IS_PACKAGE + """

              and job_id = ? and lease_epoch = ? and not
            """ + LIVE;

    private final DataSource dataSource;

    public DownloadClaims(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The answer to a request for a package. */
    public enum Claim {
        /** Another job or a removal holds it, or the lease is lost. */
        REFUSED,
        /** No other job had it. */
        FRESH,
        /** It was another lease's that ended without letting go: its worker may have left an upload unfinished. */
        TAKEN_OVER
    }

    /**
     * Takes the package for this lease's job.
     *
     * @return false while another job or a removal holds it, and where the lease is lost
     */
    public boolean claim(PackageId id, Lease lease) throws SQLException {
        return take(id, lease) != Claim.REFUSED;
    }

    /** As {@link #claim}, and says whether another lease had it before. */
    public Claim take(PackageId id, Lease lease) throws SQLException {
        return TransactionRetry.run(() -> takeOnce(id, lease));
    }

    /** As {@link #claim(PackageId, Lease)}, in the transaction of this connection. */
    public boolean claim(Connection connection, PackageId id, Lease lease) throws SQLException {
        return takeOnce(connection, id, lease) != Claim.REFUSED;
    }

    /** Whether a job or a removal has the package, in the transaction of this connection. */
    public boolean isHeld(Connection connection, PackageId id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HELD)) {
            PackageColumns.set(statement, 0, PackageColumns.of(id));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private Claim takeOnce(PackageId id, Lease lease) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return takeOnce(connection, id, lease);
        }
    }

    private static Claim takeOnce(Connection connection, PackageId id, Lease lease) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
            int i = PackageColumns.set(statement, 0, PackageColumns.of(id));
            statement.setLong(++i, lease.jobId());
            statement.setLong(++i, lease.epoch());
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return Claim.REFUSED;
                }
                return rows.getBoolean("taken_over") ? Claim.TAKEN_OVER : Claim.FRESH;
            }
        }
    }

    /**
     * Releases the package that the lease's job holds, if any, in the transaction of this connection.
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

    /** A claim whose lease is gone. */
    public record DeadClaim(PackageId id, Lease lease) {}

    /** Claims whose lease is gone, the oldest first, a thousand at the most. Removals are not among them. */
    public List<DeadClaim> dead() throws SQLException {
        List<DeadClaim> dead = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(DEAD);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Lease lease = new Lease(rows.getLong("job_id"), rows.getLong("lease_epoch"));
                dead.add(new DeadClaim(PackageColumns.readPackage(rows), lease));
            }
        }
        return dead;
    }

    /** Deletes a dead claim; false where another job has taken it over meanwhile. */
    public boolean forget(DeadClaim dead) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(FORGET)) {
            int i = PackageColumns.set(statement, 0, PackageColumns.of(dead.id()));
            statement.setLong(++i, dead.lease().jobId());
            statement.setLong(++i, dead.lease().epoch());
            return statement.executeUpdate() == 1;
        }
    }
}
