package org.tfmirror.subscription;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.NewestOf;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.VersionSelector;

/** Reads and writes a subscription's schedule and selections as rows. */
final class SubscriptionRows {

    private static final String SELECTIONS =
            "select * from subscription_provider where subscription = any (?) order by subscription, ordinal";

    private static final String FORGET = "delete from subscription_provider where subscription = ?";

    private static final String WRITE = """
            insert into subscription_provider
              (subscription, ordinal, hostname, namespace, type, versions, platforms, newest, newest_per_minor)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private SubscriptionRows() {}

    static Schedule schedule(ResultSet row) throws SQLException {
        String cron = row.getString("cron");
        return cron == null
                ? new Schedule.Every(Duration.ofSeconds(row.getLong("every_seconds")))
                : new Schedule.Cron(CronExpression.parse(cron), ZoneId.of(row.getString("time_zone")));
    }

    static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
        OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant();
    }

    /** What the named subscriptions want, in their order. */
    static Map<String, List<Selection>> selections(Connection connection, List<String> names) throws SQLException {
        Map<String, List<Selection>> selections = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SELECTIONS)) {
            statement.setArray(1, connection.createArrayOf("text", names.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    selections
                            .computeIfAbsent(rows.getString("subscription"), name -> new ArrayList<>())
                            .add(selection(rows));
                }
            }
        }
        return selections;
    }

    private static Selection selection(ResultSet row) throws SQLException {
        return new Selection(
                PackageColumns.readProvider(row),
                texts(row, "versions").map(VersionSelector::parse).toList(),
                texts(row, "platforms").map(Platform::parse).toList(),
                NewestOf.Limit.of(
                        row.getObject("newest", Integer.class), row.getObject("newest_per_minor", Integer.class)));
    }

    private static Stream<String> texts(ResultSet row, String column) throws SQLException {
        return Stream.of((String[]) row.getArray(column).getArray());
    }

    static void write(Connection connection, SubscriptionSpec spec) throws SQLException {
        try (PreparedStatement forget = connection.prepareStatement(FORGET)) {
            forget.setString(1, spec.name().value());
            forget.executeUpdate();
        }
        try (PreparedStatement write = connection.prepareStatement(WRITE)) {
            for (int i = 0; i < spec.selections().size(); i++) {
                Selection each = spec.selections().get(i);
                ProviderAddress provider = each.provider();
                NewestOf.Limit limit = each.limit();
                write.setString(1, spec.name().value());
                write.setInt(2, i);
                int column = PackageColumns.set(write, 2, PackageColumns.of(provider));
                write.setArray(++column, array(connection, each.versions()));
                write.setArray(++column, array(connection, each.platforms()));
                write.setObject(++column, limit == null ? null : limit.newest(), Types.INTEGER);
                write.setObject(++column, limit == null ? null : limit.newestPerMinor(), Types.INTEGER);
                write.addBatch();
            }
            write.executeBatch();
        }
    }

    private static Array array(Connection connection, List<?> values) throws SQLException {
        return connection.createArrayOf(
                "text", values.stream().map(Object::toString).toArray());
    }
}
