package org.tfmirror.subscription;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.Sha256;

/** Stores subscriptions, for operators. In the caller's transaction, if there is one. Thread-safe. */
@Singleton
public class SubscriptionTable {

    private static final String PUT = """
            insert into subscription as kept
              (name, every_seconds, cron, time_zone, digest, owner, created_by, next_run_at)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (name) do update
            set every_seconds = excluded.every_seconds, cron = excluded.cron, time_zone = excluded.time_zone,
                digest = excluded.digest, owner = excluded.owner, failures = 0,
                next_run_at = case
                  when (kept.every_seconds, kept.cron, kept.time_zone)
                    is distinct from (excluded.every_seconds, excluded.cron, excluded.time_zone) or kept.failures > 0
                  then excluded.next_run_at else kept.next_run_at end,
                run_epoch = kept.run_epoch + 1, run_until = null
            where kept.digest <> excluded.digest or kept.owner <> excluded.owner
            returning xmax = 0 as created
            """;

    /** What was last brought and is not there yet. */
    private static final String READ = """
            select subscription.*,
                   (select count(distinct (hostname, namespace, type, version)) from job_item
                    where job_id = (select id from job where id = last_job_id and status <> 'completed')
                      and status <> 'completed') as behind
            from subscription
            """;

    private static final String COUNTS = "select count(*) filter (where failures > 0) as failing,"
            + " count(*) filter (where behind > 0) as behind from (" + READ + ") listed";

    private final DataSource dataSource;

    public SubscriptionTable(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Which subscriptions are listed. */
    public enum Filter {
        ALL("true"),
        /** Whose last run failed. */
        FAILING("failures > 0"),
        /** Of whose versions some are not there yet. */
        BEHIND("behind > 0");

        private final String condition;

        Filter(String condition) {
            this.condition = condition;
        }
    }

    /** How many subscriptions have their last run failed, and how many lack versions. */
    public record Counts(long failing, long behind) {}

    /** What a {@link #put} changed. */
    public enum Change {
        CREATED,
        CHANGED,
        UNCHANGED
    }

    /**
     * Makes the subscription what the spec says. A run of what it was before writes nothing any more.
     *
     * @param now for its next time, where its schedule is new
     */
    public Change put(SubscriptionSpec spec, Owner owner, String createdBy, Instant now) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Change change;
            try (PreparedStatement statement = connection.prepareStatement(PUT)) {
                statement.setString(1, spec.name().value());
                setSchedule(statement, spec.schedule());
                statement.setString(5, Sha256.hexOf(spec.canonicalText().getBytes(StandardCharsets.UTF_8)));
                statement.setString(6, owner.wireName());
                statement.setString(7, createdBy);
                statement.setObject(8, spec.schedule().first(now, spec.name()).atOffset(ZoneOffset.UTC));
                try (ResultSet row = statement.executeQuery()) {
                    change = !row.next() ? Change.UNCHANGED : row.getBoolean(1) ? Change.CREATED : Change.CHANGED;
                }
            }
            if (change != Change.UNCHANGED) {
                SubscriptionRows.write(connection, spec);
            }
            return change;
        }
    }

    private static void setSchedule(PreparedStatement statement, Schedule schedule) throws SQLException {
        if (schedule instanceof Schedule.Every every) {
            statement.setLong(2, every.interval().toSeconds());
            statement.setNull(3, Types.VARCHAR);
            statement.setNull(4, Types.VARCHAR);
        } else if (schedule instanceof Schedule.Cron cron) {
            statement.setNull(2, Types.BIGINT);
            statement.setString(3, cron.expression().toString());
            statement.setString(4, cron.zone().getId());
        }
    }

    /** Locks it until the transaction ends, and returns its owner; empty where there is none. */
    public Optional<Owner> lock(SubscriptionName name) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select owner from subscription where name = ? for update")) {
            statement.setString(1, name.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(Owner.parse(row.getString(1))) : Optional.empty();
            }
        }
    }

    public Optional<Subscription> find(SubscriptionName name) throws SQLException {
        List<Subscription> found = read(READ + "where name = ?", name.value());
        return found.stream().findFirst();
    }

    /** Those whose names come after this one, in the order of their names. */
    public List<Subscription> list(@Nullable SubscriptionName after, int limit) throws SQLException {
        return list(Filter.ALL, after, limit);
    }

    /** As {@link #list(SubscriptionName, int)}, some of them. */
    public List<Subscription> list(Filter filter, @Nullable SubscriptionName after, int limit) throws SQLException {
        String some = "select * from (%s) listed where name > ? and %s order by name limit ?";
        return read(some.formatted(READ, filter.condition), after == null ? "" : after.value(), limit);
    }

    public Counts counts() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(COUNTS);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new Counts(row.getLong("failing"), row.getLong("behind"));
        }
    }

    /** The names of all that this owner has. */
    public List<SubscriptionName> namesOf(Owner owner) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select name from subscription where owner = ? order by name")) {
            statement.setString(1, owner.wireName());
            try (ResultSet rows = statement.executeQuery()) {
                List<SubscriptionName> names = new ArrayList<>();
                while (rows.next()) {
                    names.add(new SubscriptionName(rows.getString(1)));
                }
                return names;
            }
        }
    }

    /** Deletes it with its history; false where there is none. */
    public boolean delete(SubscriptionName name) throws SQLException {
        return update("delete from subscription where name = ?", name.value());
    }

    /** False where it was so already, or there is none. */
    public boolean setPaused(SubscriptionName name, boolean paused) throws SQLException {
        return update(
                "update subscription set paused = ? where name = ? and paused <> ?", paused, name.value(), paused);
    }

    /** Makes it due at once, paused or not; false where it is already, or there is none. */
    public boolean requestRun(SubscriptionName name, String by) throws SQLException {
        return update(
                "update subscription set run_requested_by = ? where name = ? and run_requested_by is null",
                by,
                name.value());
    }

    private boolean update(String sql, Object... parameters) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, parameters);
            return statement.executeUpdate() == 1;
        }
    }

    private List<Subscription> read(String sql, Object... parameters) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, parameters);
            List<Row> rows = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    rows.add(Row.read(found));
                }
            }
            var selections = SubscriptionRows.selections(
                    connection, rows.stream().map(Row::name).toList());
            return rows.stream()
                    .filter(row -> selections.containsKey(row.name()))
                    .map(row -> row.with(Objects.requireNonNull(selections.get(row.name()))))
                    .toList();
        }
    }

    private static void set(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }

    /** A row without what it wants. */
    private record Row(
            String name,
            Schedule schedule,
            Owner owner,
            boolean paused,
            String createdBy,
            Instant nextRunAt,
            Subscription.LastRun last,
            int behind) {

        static Row read(ResultSet row) throws SQLException {
            String outcome = row.getString("last_outcome");
            return new Row(
                    row.getString("name"),
                    SubscriptionRows.schedule(row),
                    Owner.parse(row.getString("owner")),
                    row.getBoolean("paused"),
                    row.getString("created_by"),
                    Objects.requireNonNull(SubscriptionRows.moment(row, "next_run_at")),
                    new Subscription.LastRun(
                            row.getInt("failures"),
                            SubscriptionRows.moment(row, "last_run_at"),
                            outcome == null ? null : RunOutcome.parse(outcome),
                            row.getString("last_error"),
                            row.getObject("last_job_id", Long.class)),
                    row.getInt("behind"));
        }

        Subscription with(List<Selection> selections) {
            SubscriptionSpec spec = new SubscriptionSpec(new SubscriptionName(name), schedule, selections);
            return new Subscription(spec, owner, paused, createdBy, nextRunAt, last, behind);
        }
    }
}
