package org.tfmirror.catalog.listing;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.ListingRule;
import org.tfmirror.catalog.ReleaseFacts;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.ReleaseOrder;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.Platform;

/** The statements on {@code release}, each in the transaction of its connection. It decides nothing. */
final class ReleaseTable {

    /** All callers lock in one order, so that two of them cannot wait for each other. */
    private static final String ORDER = """
            insert into release (hostname, namespace, type, version, listing_rule, ordered_platforms, offered_platforms)
            select hostname, namespace, type, version, listing_rule, string_to_array(ordered, ','),
                   string_to_array(offered, ',')
            from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
              as given (hostname, namespace, type, version, listing_rule, ordered, offered)
            order by hostname, namespace, type, version
            on conflict on constraint release_pkey do update
            set listing_rule = case
                  when 'as_is' in (release.listing_rule, excluded.listing_rule) then 'as_is'
                  when 'ordered' in (release.listing_rule, excluded.listing_rule) then 'ordered'
                  else 'complete' end,
                ordered_platforms = array(
                  select distinct unnest(release.ordered_platforms || excluded.ordered_platforms) order by 1),
                offered_platforms = coalesce(excluded.offered_platforms, release.offered_platforms),
                ordered_at = now()
            where release.listed_at is null
            returning *
            """;

    private static final String WITH_PACKAGES = """
            select hostname, namespace, type, version
            from unnest(?::text[], ?::text[], ?::text[], ?::text[]) as given (hostname, namespace, type, version)
            where exists (
              select from mirrored_package kept
              where kept.hostname = given.hostname and kept.namespace = given.namespace and kept.type = given.type
                and kept.version = given.version)
            """;

    private static final String ADD = """
            insert into release (hostname, namespace, type, version) values (?, ?, ?, ?)
            on conflict on constraint release_pkey do nothing
            """;
    private static final String LOCK = "select * from release where " + PackageColumns.IS_VERSION + " for update";
    private static final String LIST =
            "update release set listed_at = now(), waiting_for = '{}' where listed_at is null and "
                    + PackageColumns.IS_VERSION;
    private static final String WAIT =
            "update release set waiting_for = ? where listed_at is null and waiting_for <> ? and "
                    + PackageColumns.IS_VERSION;
    private static final String FORGET =
            "delete from release where listed_at is not null and " + PackageColumns.IS_VERSION
                    + " and not exists (select from mirrored_package kept where kept.hostname = release.hostname"
                    + " and kept.namespace = release.namespace and kept.type = release.type"
                    + " and kept.version = release.version)";

    private static final String DESCRIBE = """
            update release
            set protocols = ?, warnings = coalesce(?, warnings), published_at = coalesce(?, published_at),
                first_seen_at = coalesce(first_seen_at, now()),
                trust = case when exists (
                  select from mirrored_package kept join evidence on evidence.digest = kept.evidence
                  where kept.hostname = release.hostname and kept.namespace = release.namespace
                    and kept.type = release.type and kept.version = release.version
                    and evidence.keys = '[]') then 'registry_hash' else 'signed' end
            where\s
            """ + PackageColumns.IS_VERSION;

    private ReleaseTable() {}

    /** Notes what is ordered of versions that are not listed, and locks their rows. */
    static List<UnlistedRelease> order(Connection connection, Collection<ReleaseOrder> orders) throws SQLException {
        List<UnlistedRelease> unlisted = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(ORDER)) {
            int i = PackageColumns.setArrays(
                    statement, columns(orders.stream().map(ReleaseOrder::release)), PackageColumns.VERSION);
            setArray(statement, ++i, orders, order -> order.rule().wireName());
            setArray(statement, ++i, orders, order -> joined(order.ordered()));
            setArray(statement, ++i, orders, order -> order.offered() == null ? null : joined(order.offered()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    unlisted.add(read(rows));
                }
            }
        }
        return unlisted;
    }

    /** Those of these versions of which there is a package, served or not. */
    static Set<ReleaseId> withPackages(Connection connection, Collection<ReleaseId> ids) throws SQLException {
        Set<ReleaseId> found = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(WITH_PACKAGES)) {
            PackageColumns.setArrays(statement, columns(ids.stream()), PackageColumns.VERSION);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(ReleaseId.read(rows));
                }
            }
        }
        return found;
    }

    /** A version's row, locked. */
    record Row(boolean listed, UnlistedRelease release) {}

    static Optional<Row> lock(Connection connection, ReleaseId id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            PackageColumns.set(statement, 0, id.columns());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(new Row(rows.getObject("listed_at") != null, read(rows)))
                        : Optional.empty();
            }
        }
    }

    /** Gives the version a row, if it has none. */
    static void add(Connection connection, ReleaseId id) throws SQLException {
        update(connection, ADD, id);
    }

    /** False where it is listed already. */
    static boolean list(Connection connection, ReleaseId id) throws SQLException {
        return update(connection, LIST, id) > 0;
    }

    static void wait(Connection connection, ReleaseId id, Set<Platform> platforms) throws SQLException {
        Object[] names = platforms.stream().map(Platform::toString).toArray();
        Array waiting = connection.createArrayOf("text", names);
        update(connection, WAIT, id, waiting, waiting);
    }

    /** Ends the listing of a version that has no package any more; false where it has. */
    static boolean forget(Connection connection, ReleaseId id) throws SQLException {
        return update(connection, FORGET, id) > 0;
    }

    /** Notes what the origin says of the version, if it has a row. */
    static void describe(Connection connection, ReleaseId id, ReleaseFacts facts) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DESCRIBE)) {
            statement.setArray(1, textArray(connection, facts.protocols()));
            statement.setArray(2, facts.warnings() == null ? null : textArray(connection, facts.warnings()));
            statement.setTimestamp(3, facts.publishedAt() == null ? null : Timestamp.from(facts.publishedAt()));
            PackageColumns.set(statement, 3, id.columns());
            statement.executeUpdate();
        }
    }

    private static Array textArray(Connection connection, List<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    private static int update(Connection connection, String sql, ReleaseId id, Array... before) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < before.length; i++) {
                statement.setArray(i + 1, before[i]);
            }
            PackageColumns.set(statement, before.length, id.columns());
            return statement.executeUpdate();
        }
    }

    private static List<List<String>> columns(Stream<ReleaseId> ids) {
        return ids.map(ReleaseId::columns).toList();
    }

    private static void setArray(
            PreparedStatement statement,
            int index,
            Collection<ReleaseOrder> orders,
            Function<ReleaseOrder, @Nullable String> column)
            throws SQLException {
        Object[] values = orders.stream().map(column).toArray();
        statement.setArray(index, statement.getConnection().createArrayOf("text", values));
    }

    private static UnlistedRelease read(ResultSet row) throws SQLException {
        Set<Platform> ordered = platforms(row.getArray("ordered_platforms"));
        return new UnlistedRelease(
                ReleaseId.read(row),
                ListingRule.parse(row.getString("listing_rule")),
                ordered == null ? Set.of() : ordered,
                platforms(row.getArray("offered_platforms")));
    }

    private static @Nullable Set<Platform> platforms(@Nullable Array names) throws SQLException {
        return names == null
                ? null
                : Stream.of((String[]) names.getArray()).map(Platform::parse).collect(Collectors.toSet());
    }

    private static String joined(Set<Platform> platforms) {
        return new TreeSet<>(platforms).stream().map(Platform::toString).collect(Collectors.joining(","));
    }
}
