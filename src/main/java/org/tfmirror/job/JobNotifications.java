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
 * Wakes replicas by PostgreSQL's LISTEN and NOTIFY. A notification is lost where no replica listens; the next poll or
 * heartbeat then finds the work. Thread-safe.
 */
@Singleton
public class JobNotifications {

    private static final String CHANNEL = "tfmirror_jobs";
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final int VALIDATION_SECONDS = 5;
    /** After so many waits without a notification the connection is validated: a dead one is silent, too. */
    private static final int WAITS_BEFORE_CHECK = 3;

    private final DataSource dataSource;
    private final QueueConfig config;

    public JobNotifications(DataSource dataSource, QueueConfig config) {
        this.dataSource = dataSource;
        this.config = config;
    }

    /** What replicas tell each other. */
    public enum Notification {
        /** A job is due. */
        DUE,
        /** A running job is to stop. */
        STOP
    }

    /** Notifies all replicas; inside a transaction, when it commits. */
    public void send(Notification notification) throws SQLException {
        if (!config.notifyReplicas()) {
            return;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("select pg_notify(?, ?)")) {
            statement.setString(1, CHANNEL);
            statement.setString(2, notification.name());
            statement.execute();
        }
    }

    /**
     * Listens on a connection of its own until told to end.
     *
     * @param received told of each notification, and of {@link Notification#DUE} once the listening begins, for what
     *     was missed before
     * @param ended asked every few seconds
     * @throws SQLException when the connection is lost
     */
    public void listen(Consumer<Notification> received, BooleanSupplier ended) throws SQLException {
        if (!config.notifyReplicas()) {
            return;
        }
        try (Connection connection = dataSource.getConnection()) {
            try {
                execute(connection, "listen " + CHANNEL);
                received.accept(Notification.DUE);
                receive(connection, received, ended);
                execute(connection, "unlisten *"); // it goes back to a pool
            } catch (SQLException | RuntimeException | Error e) {
                connection.abort(Runnable::run); // one that still listens must not go back to the pool
                throw e;
            }
        }
    }

    private static void receive(Connection connection, Consumer<Notification> received, BooleanSupplier ended)
            throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        int emptyWaits = 0;
        while (!ended.getAsBoolean()) {
            PGNotification[] notifications = postgres.getNotifications((int) WAIT.toMillis());
            if (notifications != null && notifications.length > 0) {
                emptyWaits = 0;
                for (PGNotification notification : notifications) {
                    received.accept(
                            notification.getParameter().equals(Notification.STOP.name())
                                    ? Notification.STOP
                                    : Notification.DUE);
                }
            } else if (++emptyWaits % WAITS_BEFORE_CHECK == 0 && !connection.isValid(VALIDATION_SECONDS)) {
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
