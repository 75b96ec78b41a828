package org.tfmirror.policy;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.policy.HeldVersion.Status;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** The statements on {@code version_hold}, each in the caller's transaction. Thread-safe. */
@Singleton
public class HoldTable {

    private static final String DECISIONS = """
            select now() as at, named.hostname, named.namespace, named.type, hold.version, hold.status
            from unnest(?::text[], ?::text[], ?::text[]) as named (hostname, namespace, type) left join version_hold hold
              on hold.hostname = named.hostname and hold.namespace = named.namespace and hold.type = named.type
                and hold.status <> 'held'
            """;

    private static final String NOTICE = """
            insert into version_hold as kept (hostname, namespace, type, version, held_until)
            values (?, ?, ?, ?, ?)
            on conflict on constraint version_hold_of do update
            set held_until = excluded.held_until
            where kept.status = 'held' and kept.held_until is distinct from excluded.held_until
            """;

    /** Parameters: who asks, thrice; the version. */
    private static final String ASKED = """
            update version_hold
            set asked = asked + 1, last_asked_at = now(),
                askers = case when ? = any (askers) or cardinality(askers) >= 10 then askers else askers || ?::text end
            where
            """ + PackageColumns.IS_VERSION;

    private static final String LIST = """
            select * from version_hold
            where (?::text is null or status = ?) and (status <> 'held' or held_until is null or held_until > now())
              and (?::bigint is null or id < ?)
            order by id desc
            limit ?
            """;

    private static final String WAITING =
            "select count(*) from version_hold where status = 'held' and (held_until is null or held_until > now())";

    private static final String FIND = "select * from version_hold where id = ?";

    private static final String LOCK = "select * from version_hold where id = ? for update";

    private static final String DECIDE = """
            update version_hold set status = ?, decided_by = ?, decided_at = now(), reason = ? where id = ?
            returning *
            """;

    private static final String DECIDED = "select * from version_hold where status <> 'held' order by id";

    private static final String DECIDE_VERSION = """
            insert into version_hold as kept (hostname, namespace, type, version, status, decided_by, decided_at, reason)
            values (?, ?, ?, ?, ?, ?, now(), ?)
            on conflict on constraint version_hold_of do update
            set status = excluded.status, decided_by = excluded.decided_by, decided_at = now(), reason = excluded.reason
            where kept.status <> excluded.status
            """;

    private final DataSource dataSource;

    public HoldTable(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * What operators have decided of a provider's versions.
     *
     * @param at the database's time
     */
    public record Decisions(Instant at, Map<ProviderVersion, Status> decided) {}

    public Decisions decisions(ProviderAddress provider) throws SQLException {
        return Objects.requireNonNull(decisions(Set.of(provider)).get(provider));
    }

    /** Of each of these providers, by one statement. */
    public Map<ProviderAddress, Decisions> decisions(Set<ProviderAddress> providers) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(DECISIONS)) {
            PackageColumns.setArrays(
                    statement, providers.stream().map(PackageColumns::of).toList(), PackageColumns.PROVIDER);
            Map<ProviderAddress, Decisions> decisions = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Instant at = rows.getObject("at", OffsetDateTime.class).toInstant();
                    Decisions those = decisions.computeIfAbsent(
                            PackageColumns.readProvider(rows), each -> new Decisions(at, new HashMap<>()));
                    if (rows.getString("version") != null) {
                        those.decided().put(PackageColumns.readVersion(rows), Status.parse(rows.getString("status")));
                    }
                }
            }
            return decisions;
        }
    }

    /** Notes that a version is held, or until when. */
    public void notice(ProviderAddress provider, ProviderVersion version, Hold hold) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(NOTICE)) {
            int i = PackageColumns.set(statement, 0, PackageColumns.of(provider, version));
            Instant until = hold.until();
            statement.setTimestamp(++i, until == null ? null : Timestamp.from(until));
            statement.executeUpdate();
        }
    }

    /** Counts a request for a version that has a row. */
    public void asked(ProviderAddress provider, ProviderVersion version, String who) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(ASKED)) {
            statement.setString(1, who);
            statement.setString(2, who);
            PackageColumns.set(statement, 2, PackageColumns.of(provider, version));
            statement.executeUpdate();
        }
    }

    /**
     * The newest first; undecided ones only while they are still held.
     *
     * @param status null for any
     * @param before only those with a smaller id; null from the newest
     */
    public List<HeldVersion> list(@Nullable Status status, @Nullable Long before, int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(LIST)) {
            statement.setString(1, status == null ? null : status.wireName());
            statement.setString(2, status == null ? null : status.wireName());
            statement.setObject(3, before);
            statement.setObject(4, before);
            statement.setInt(5, limit);
            return read(statement);
        }
    }

    /** How many held versions are undecided. */
    public long waiting() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(WAITING);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** As it is; empty where there is none. */
    public Optional<HeldVersion> find(long id) throws SQLException {
        return one(FIND, id);
    }

    /** Locks the row in the caller's transaction; empty where there is none. */
    public Optional<HeldVersion> lock(long id) throws SQLException {
        return one(LOCK, id);
    }

    private Optional<HeldVersion> one(String sql, long id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, id);
            return read(statement).stream().findFirst();
        }
    }

    /** Writes a decision about a version, and returns the version's new state. */
    public HeldVersion decide(long id, Status status, String by, String reason) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(DECIDE)) {
            statement.setString(1, status.wireName());
            statement.setString(2, by);
            statement.setString(3, reason);
            statement.setLong(4, id);
            return read(statement).get(0);
        }
    }

    /** All versions with a decision. */
    public List<HeldVersion> decided() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(DECIDED)) {
            return read(statement);
        }
    }

    /** Writes a decision about a version, held or not; false where the decision stands already. */
    public boolean decide(ProviderAddress provider, ProviderVersion version, Status status, String by, String reason)
            throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(DECIDE_VERSION)) {
            int i = PackageColumns.set(statement, 0, PackageColumns.of(provider, version));
            statement.setString(++i, status.wireName());
            statement.setString(++i, by);
            statement.setString(++i, reason);
            return statement.executeUpdate() == 1;
        }
    }

    private static List<HeldVersion> read(PreparedStatement statement) throws SQLException {
        List<HeldVersion> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(new HeldVersion(
                        rows.getLong("id"),
                        PackageColumns.readProvider(rows),
                        PackageColumns.readVersion(rows),
                        Status.parse(rows.getString("status")),
                        moment(rows, "held_until"),
                        rows.getObject("noticed_at", OffsetDateTime.class).toInstant(),
                        rows.getLong("asked"),
                        moment(rows, "last_asked_at"),
                        List.of((String[]) rows.getArray("askers").getArray()),
                        rows.getString("decided_by"),
                        moment(rows, "decided_at"),
                        rows.getString("reason")));
            }
        }
        return found;
    }

    private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
        OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant();
    }
}
