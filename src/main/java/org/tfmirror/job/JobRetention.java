package org.tfmirror.job;

import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Deletes jobs that ended long ago, in batches, so that no transaction is long. A batch is counted in items, because a
 * job has between one and a hundred thousand. A job that is larger than a batch is deleted by several statements in
 * one transaction. A batch that fails is left to the next round; the others are deleted.
 */
@Singleton
public class JobRetention {

    /** Rows deleted by one statement, at most. */
    static final int BATCH = 5000;

    /** The first may be larger than a batch, else nothing would ever become of it. */
    private static final String PICK = """
            with due as materialized (
              select id, total_items from job
              where status = any (?) and completed_at < now() - ? * interval '1 millisecond' and id > ?
              order by id
              limit ?
            ), counted as (
              select id, row_number() over (order by id) as place, sum(total_items + 1) over (order by id) as rows
              from due
            )
            select id from counted where place = 1 or rows <= ? order by id
            """;
    /** Skips jobs that another replica deletes, and jobs that an operator has just put back. */
    private static final String LOCK =
            "select id from job where id = any (?) and status = any (?) for update skip locked";

    private static final String DELETE_ITEMS = """
            delete from job_item where id = any (array(select id from job_item where job_id = any (?) limit ?))
            """;
    private static final String DELETE = "delete from job where id = any (?)";

    private final DataSource dataSource;
    private final QueueConfig config;

    public JobRetention(DataSource dataSource, QueueConfig config) {
        this.dataSource = dataSource;
        this.config = config;
    }

    private record Due(Duration retention, JobStatus... statuses) {

        Array statuses(Connection connection) throws SQLException {
            return connection.createArrayOf(
                    "text", Stream.of(statuses).map(JobStatus::wireName).toArray());
        }
    }

    /**
     * Deletes every expired job and its items, and returns how many jobs. Mirrored packages stay.
     *
     * @throws SQLException where a batch failed, after all the others were tried
     */
    public int prune() throws SQLException {
        int all = 0;
        SQLException failure = null;
        for (Due due : List.of(
                new Due(config.completedRetention(), JobStatus.COMPLETED),
                new Due(config.failedRetention(), JobStatus.FAILED, JobStatus.CANCELLED))) {
            for (List<Long> batch = pick(due, 0); !batch.isEmpty(); batch = pick(due, batch.get(batch.size() - 1))) {
                try {
                    all += delete(due, batch);
                } catch (SQLException e) {
                    failure = e;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        return all;
    }

    private List<Long> pick(Due due, long after) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(PICK)) {
            statement.setArray(1, due.statuses(connection));
            statement.setLong(2, due.retention().toMillis());
            statement.setLong(3, after);
            statement.setInt(4, BATCH);
            statement.setInt(5, BATCH);
            return ids(statement);
        }
    }

    private int delete(Due due, List<Long> batch) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            boolean written = false;
            try {
                int deleted = delete(connection, due, batch);
                connection.commit();
                written = true;
                return deleted;
            } finally {
                if (!written) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        }
    }

    private static int delete(Connection connection, Due due, List<Long> batch) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK);
                PreparedStatement items = connection.prepareStatement(DELETE_ITEMS);
                PreparedStatement jobs = connection.prepareStatement(DELETE)) {
            lock.setArray(1, connection.createArrayOf("bigint", batch.toArray()));
            lock.setArray(2, due.statuses(connection));
            Array locked = connection.createArrayOf("bigint", ids(lock).toArray());
            items.setArray(1, locked);
            items.setInt(2, BATCH);
            int deleted = BATCH;
            while (deleted == BATCH) {
                deleted = items.executeUpdate();
            }
            jobs.setArray(1, locked);
            return jobs.executeUpdate();
        }
    }

    private static List<Long> ids(PreparedStatement statement) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }
}
