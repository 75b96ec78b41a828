package org.tfmirror.subscription;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.subscription.SubscriptionRuns.Ended;

/** Reads how the runs of subscriptions ended. Thread-safe. */
@Singleton
public class SubscriptionHistory {

    private final DataSource dataSource;

    public SubscriptionHistory(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** A run that has ended. */
    public record PastRun(
            Instant startedAt, Instant endedAt, @Nullable String requestedBy, Ended ended) {}

    /** How its runs ended, the newest first. */
    public List<PastRun> of(SubscriptionName name, int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select * from subscription_run where subscription = ? order by id desc limit ?")) {
            statement.setString(1, name.value());
            statement.setInt(2, limit);
            try (ResultSet rows = statement.executeQuery()) {
                List<PastRun> runs = new ArrayList<>();
                while (rows.next()) {
                    runs.add(pastRun(rows));
                }
                return runs;
            }
        }
    }

    private static PastRun pastRun(ResultSet row) throws SQLException {
        return new PastRun(
                Objects.requireNonNull(SubscriptionRows.moment(row, "started_at")),
                Objects.requireNonNull(SubscriptionRows.moment(row, "ended_at")),
                row.getString("requested_by"),
                new Ended(
                        RunOutcome.parse(row.getString("outcome")),
                        row.getInt("new_packages"),
                        row.getObject("job_id", Long.class),
                        row.getString("error"),
                        List.of((String[]) row.getArray("gone").getArray())));
    }
}
