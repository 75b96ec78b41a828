package org.tfmirror.audit;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Deletes old entries in batches. */
@Singleton
public class AuditRetention {

    static final int BATCH = 1000;

    /** Without a row lock before the delete: a lock would need the right to update. */
    private static final String PRUNE = """
            delete from audit_entry where id = any (array(
              select id from audit_entry where at < now() - ? * interval '1 millisecond' order by at, id limit ?))
            """;

    private final DataSource dataSource;
    private final AuditConfig config;

    public AuditRetention(DataSource dataSource, AuditConfig config) {
        this.dataSource = dataSource;
        this.config = config;
    }

    /** Deletes every entry whose time is over; how many. */
    public int prune() throws SQLException {
        int all = 0;
        int batch;
        do {
            try (Connection connection = dataSource.getConnection();
                    PreparedStatement statement = connection.prepareStatement(PRUNE)) {
                statement.setLong(1, config.retention().toMillis());
                statement.setInt(2, BATCH);
                batch = statement.executeUpdate();
                all += batch;
            }
        } while (batch == BATCH);
        return all;
    }
}
