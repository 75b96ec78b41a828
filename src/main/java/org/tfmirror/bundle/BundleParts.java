package org.tfmirror.bundle;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.PackageId;

/** What the worker of an export asks and writes: which packages are in which part. Thread-safe. */
public final class BundleParts {

    private static final String WAITING = """
            select hostname, namespace, type, version, os, arch from job_item item
            where job_id = ? and version is not null %s and not exists (
              select from bundle_entry packed
              where packed.bundle_id = item.job_id and packed.hostname = item.hostname
                and packed.namespace = item.namespace and packed.type = item.type and packed.version = item.version
                and packed.os = item.os and packed.arch = item.arch)
            order by ordinal %s
            """;
    private static final String RESERVE = """
            insert into bundle_part (bundle_id, number)
            select ?, coalesce(max(number), 0) + 1 from bundle_part where bundle_id = ?
            returning number
            """;
    private static final String FINISH =
            "update bundle_part set size_bytes = ?, sha256 = ? where bundle_id = ? and number = ?";

    private final DataSource dataSource;

    public BundleParts(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The worker does not hold the job any longer, and is to write nothing. */
    public static final class LeaseLostException extends Exception {

        private static final long serialVersionUID = 1L;

        LeaseLostException(long jobId) {
            super("the lease of job %d is lost".formatted(jobId));
        }
    }

    private interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /** What is to be packed and is in no part yet, in order: what has failed is not among it. */
    public List<PackageId> waiting(long jobId, int most) throws SQLException {
        String sql = WAITING.formatted("and status in ('pending', 'downloading')", "limit " + most);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, jobId);
            List<PackageId> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(PackageColumns.readPackage(rows));
                }
            }
            return found;
        }
    }

    /**
     * Writes what is in no part, whatever became of it, as missing.
     *
     * @param packed but for these: they are in one that is not finished yet
     */
    public void writeMissing(long jobId, Set<PackageId> packed, ManifestWriter to) throws SQLException, IOException {
        try (Connection connection = dataSource.getConnection()) {
            RowStream.each(connection, WAITING.formatted("", ""), jobId, row -> {
                PackageId id = PackageColumns.readPackage(row);
                if (!packed.contains(id)) {
                    to.missing(id);
                }
            });
        }
    }

    /** Takes a number that no part has and none will have. */
    public int reserve(long jobId, long epoch) throws SQLException, LeaseLostException {
        return holding(jobId, epoch, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RESERVE)) {
                statement.setLong(1, jobId);
                statement.setLong(2, jobId);
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    return rows.getInt(1);
                }
            }
        });
    }

    /** Records a part that is in the bucket, as is the manifest that names it. */
    public void finish(long jobId, long epoch, int number, Part part, List<BundleEntry> entries)
            throws SQLException, LeaseLostException {
        holding(jobId, epoch, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FINISH)) {
                statement.setLong(1, part.size());
                statement.setString(2, part.sha256());
                statement.setLong(3, jobId);
                statement.setInt(4, number);
                statement.executeUpdate();
            }
            BundleWrites.addEntries(connection, jobId, entries);
            return number;
        });
    }

    private <T> T holding(long jobId, long epoch, Work<T> work) throws SQLException, LeaseLostException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                if (!BundleWrites.holds(connection, jobId, epoch)) {
                    throw new LeaseLostException(jobId);
                }
                T result = work.with(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        }
    }
}
