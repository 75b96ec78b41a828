package org.tfmirror.job;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** Forgets jobs that ended long ago, a batch at a time, so that no transaction is long and none waits for another. */
@Singleton
public class JobRetention {

    static final int BATCH = 1000;

    private static final String PRUNE = """
            delete from job where id = any (array(
              select id from job
              where status = any (?) and completed_at < now() - ? * interval '1 millisecond'
              order by id
              limit ?
              for update skip locked))
            """;

    private final DataSource dataSource;
    private final QueueConfig config;

    public JobRetention(DataSource dataSource, QueueConfig config) {
        this.dataSource = dataSource;
        this.config = config;
    }

    /** Deletes every job whose time is over, and its items; how many. What they mirrored stays. */
    public int prune() throws SQLException {
        return prune(config.completedRetention(), JobStatus.COMPLETED)
                + prune(config.failedRetention(), JobStatus.FAILED, JobStatus.CANCELLED);
    }

    private int prune(Duration retention, JobStatus... ended) throws SQLException {
        String[] names = new String[ended.length];
        for (int i = 0; i < ended.length; i++) {
            names[i] = ended[i].wireName();
        }
        int all = 0;
        int batch;
        do {
            try (Connection connection = dataSource.getConnection();
                    PreparedStatement statement = connection.prepareStatement(PRUNE)) {
                statement.setArray(1, connection.createArrayOf("text", names));
                statement.setLong(2, retention.toMillis());
                statement.setInt(3, BATCH);
                batch = statement.executeUpdate();
                all += batch;
            }
        } while (batch == BATCH);
        return all;
    }
}
