package org.tfmirror.job.queue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.tfmirror.job.JobStatus;
import org.tfmirror.job.queue.JobQueue.SettleResult;

/** Binds {@link QueueSql#SETTLE} and reads its answer. */
public final class SettleStatement {

    private SettleStatement() {}

    static final int PARAMETERS = 11;

    /** Sets the statement's first {@value #PARAMETERS} parameters. */
    static void bind(Connection connection, PreparedStatement statement, List<SettleRequest> attempted)
            throws SQLException {
        Arrays arrays = new Arrays(connection, statement, attempted);
        arrays.add("bigint", each -> each.lease().jobId());
        arrays.add("bigint", each -> each.lease().epoch());
        arrays.add("bigint", each -> each.item().id());
        arrays.add("text", each -> each.outcome().status().wireName());
        arrays.add("bigint", SettleRequest::delayMillis);
        arrays.add("boolean", SettleRequest::counts);
        arrays.add("text", each -> each.outcome().code());
        arrays.add("text", each -> each.outcome().message());
        arrays.add("bigint", SettleRequest::sizeBytes);
        arrays.add("boolean", SettleRequest::ends);
        arrays.add("bigint", SettleRequest::nextId);
    }

    /** The result of each attempt, in their order. */
    static List<SettleResult> read(ResultSet rows, int attempts) throws SQLException {
        List<SettleResult> settled = new ArrayList<>(Collections.nCopies(attempts, SettleResult.LEASE_LOST));
        while (rows.next()) {
            int startedAttempts = rows.getInt("started_attempts");
            OptionalInt started = rows.wasNull() ? OptionalInt.empty() : OptionalInt.of(startedAttempts);
            settled.set(
                    rows.getInt("place") - 1,
                    new SettleResult(started, JobStatus.parse(rows.getString("job_status")), null));
        }
        return settled;
    }

    /** Settles one attempt, and waits where another transaction has locked its job. */
    public static SettleResult settle(Connection connection, SettleRequest attempted) throws SQLException {
        List<SettleRequest> only = List.of(attempted);
        try (PreparedStatement statement = connection.prepareStatement(QueueSql.SETTLE)) {
            bind(connection, statement, only);
            try (ResultSet rows = statement.executeQuery()) {
                return read(rows, 1).get(0);
            }
        }
    }

    /** Sets a statement's parameters one after the other, each to an array with an element an attempt. */
    private static final class Arrays {
        private final Connection connection;
        private final PreparedStatement statement;
        private final List<SettleRequest> attempted;
        private int index;

        Arrays(Connection connection, PreparedStatement statement, List<SettleRequest> attempted) {
            this.connection = connection;
            this.statement = statement;
            this.attempted = attempted;
        }

        void add(String type, Function<SettleRequest, Object> value) throws SQLException {
            Object[] values = attempted.stream().map(value).toArray();
            statement.setArray(++index, connection.createArrayOf(type, values));
        }
    }
}
