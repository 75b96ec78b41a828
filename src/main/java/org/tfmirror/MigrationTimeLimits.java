package org.tfmirror;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/**
 * Takes the time limits off the connection of a migration, and sets them again after it: the connection is the pool's.
 * Where a migration fails, the application does not start and the connection is never used.
 *
 * <p>A migration that runs outside a transaction and failed is forgotten before the next start looks at the history:
 * those only build indexes, and drop first what a failed build left.
 */
final class MigrationTimeLimits implements Callback {

    private static final String FORGET_FAILED = """
            do $$ begin
              if to_regclass('flyway_schema_history') is not null then
                delete from flyway_schema_history where not success;
              end if;
            end $$
            """;

    private final AtomicReference<@Nullable Limits> before = new AtomicReference<>();

    /** @param socketMillis the longest wait for an answer; 0 for no limit */
    private record Limits(String statement, int socketMillis) {}

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_VALIDATE
                || event == Event.BEFORE_EACH_MIGRATE
                || event == Event.AFTER_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        try {
            Connection connection = context.getConnection();
            if (event == Event.BEFORE_VALIDATE) {
                forgetFailed(connection);
            } else if (event == Event.BEFORE_EACH_MIGRATE) {
                before.set(new Limits(set(connection, "0"), connection.getNetworkTimeout()));
                connection.setNetworkTimeout(Runnable::run, 0);
            } else {
                restore(connection);
            }
        } catch (SQLException e) {
            throw new FlywayException("the time limits of a migration's connection could not be set", e);
        }
    }

    private static void forgetFailed(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FORGET_FAILED)) {
            statement.execute();
        }
    }

    private void restore(Connection connection) throws SQLException {
        Limits limits = before.getAndSet(null);
        if (limits != null) {
            set(connection, limits.statement());
            connection.setNetworkTimeout(Runnable::run, limits.socketMillis());
        }
    }

    /** Returns what it was. */
    private static String set(Connection connection, String limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select current_setting('statement_timeout'), set_config('statement_timeout', ?, false)")) {
            statement.setString(1, limit);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    @Override
    public String getCallbackName() {
        return "time limits of migrations";
    }
}
