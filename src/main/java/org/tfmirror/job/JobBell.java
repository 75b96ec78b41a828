package org.tfmirror.job;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * How replicas wake each other: PostgreSQL's LISTEN and NOTIFY. Never the only way to hear of anything, for a
 * notification sent while nobody listens is lost; the poll and the heartbeat find it all the same. Thread-safe.
 */
@Singleton
public class JobBell {

    private static final String CHANNEL = "tfmirror_jobs";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int VALIDATION_SECONDS = 5;
    /** An idle connection is asked for a sign of life after so many waits in vain: a dead one is silent, too. */
    private static final int WAITS_BEFORE_CHECK = 3;

    private final DataSource dataSource;
    private final QueueConfig config;

    public JobBell(DataSource dataSource, QueueConfig config) {
        this.dataSource = dataSource;
        this.config = config;
    }

    /** What is told. */
    public enum Ring {
        /** A job is due. */
        DUE,
        /** A running job is to stop. */
        STOP
    }

    /** Tells all replicas; inside a transaction, when it commits. */
    public void ring(Ring what) throws SQLException {
        if (!config.notifyReplicas()) {
            return;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("select pg_notify(?, ?)")) {
            statement.setString(1, CHANNEL);
            statement.setString(2, what.name());
            statement.execute();
        }
    }

    /**
     * Listens on a connection of its own until told to end.
     *
     * @param heard told of each ring, and of {@link Ring#DUE} once the listening begins, for what was missed before
     * @param ended asked every few seconds
     * @throws SQLException when the connection is lost
     */
    public void listen(Consumer<Ring> heard, BooleanSupplier ended) throws SQLException {
        if (!config.notifyReplicas()) {
            return;
        }
        try (Connection connection = dataSource.getConnection()) {
            try {
                execute(connection, "listen " + CHANNEL);
                heard.accept(Ring.DUE);
                hear(connection, heard, ended);
                execute(connection, "unlisten *"); // it goes back to a pool
            } catch (SQLException | RuntimeException | Error e) {
                connection.abort(Runnable::run); // one that still listens must not go back to the pool
                throw e;
            }
        }
    }

    private static void hear(Connection connection, Consumer<Ring> heard, BooleanSupplier ended) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        int inVain = 0;
        while (!ended.getAsBoolean()) {
            PGNotification[] rings = postgres.getNotifications((int) PATIENCE.toMillis());
            if (rings != null && rings.length > 0) {
                inVain = 0;
                for (PGNotification ring : rings) {
                    heard.accept(ring.getParameter().equals(Ring.STOP.name()) ? Ring.STOP : Ring.DUE);
                }
            } else if (++inVain % WAITS_BEFORE_CHECK == 0 && !connection.isValid(VALIDATION_SECONDS)) {
                throw new SQLException("the listening connection is dead");
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
