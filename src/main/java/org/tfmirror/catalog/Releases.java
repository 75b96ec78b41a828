package org.tfmirror.catalog;

import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/**
 * Decides which versions are listed: docs/adr/0024. Everything takes part in the transaction of the connection, of
 * isolation {@code read committed}: a decision locks the version's row and then looks at what is there, so of two workers
 * that finish a version at once the later one sees both packages. Thread-safe.
 */
@Singleton
public class Releases {

    private static final String KEY = "hostname = ? and namespace = ? and type = ? and version = ?";

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
            returning *, exists (
              select from mirrored_package kept
              where kept.hostname = release.hostname and kept.namespace = release.namespace
                and kept.type = release.type and kept.version = release.version) as has_packages
            """;

    private static final String LOCK = "select * from release where " + KEY + " for update";
    private static final String LIST =
            "update release set listed_at = now(), waiting_for = '{}' where listed_at is null and " + KEY;
    private static final String WAIT =
            "update release set waiting_for = ? where listed_at is null and waiting_for <> ? and " + KEY;
    private static final String ADD = """
            insert into release (hostname, namespace, type, version) values (?, ?, ?, ?)
            on conflict on constraint release_pkey do nothing
            """;
    private static final String FORGET = "delete from release where listed_at is not null and " + KEY
            + " and not exists (select from mirrored_package kept where kept.hostname = release.hostname"
            + " and kept.namespace = release.namespace and kept.type = release.type"
            + " and kept.version = release.version)";

    private static final List<Function<ReleaseOrder, @Nullable String>> COLUMNS = List.of(
            each -> each.release().provider().hostname(),
            each -> each.release().provider().namespace(),
            each -> each.release().provider().type(),
            each -> each.release().version().toString(),
            each -> each.rule().wireName(),
            each -> joined(each.ordered()),
            each -> each.offered() == null ? null : joined(each.offered()));

    /**
     * Notes what a job will bring. What is listed already stays so; of the rest, what is there as ordered is listed.
     *
     * @param orders of no version twice
     * @return warnings: whose clients will fail when a version is listed that was ordered for too few platforms
     */
    public List<String> order(Connection connection, Collection<ReleaseOrder> orders) throws SQLException {
        if (orders.isEmpty()) {
            return List.of();
        }
        List<String> warnings = new ArrayList<>();
        ListedVersions listed = new ListedVersions(connection);
        for (Ordered each : note(connection, orders)) {
            UnlistedRelease release = each.release();
            if (each.hasPackages()) {
                warnings.addAll(decide(connection, release).warnings());
            }
            // The same words again where it was listed just now, and nothing where it waits for all.
            if (release.rule() != ListingRule.COMPLETE) {
                Set<Platform> served = each.hasPackages() ? listed.platformsOf(release.id()) : Set.of();
                warnings.addAll(
                        Listing.warnings(release.id(), listed.lowerThan(release.id()), release.expected(served)));
            }
        }
        return warnings.stream().distinct().toList();
    }

    /** A version that is not listed, after it was ordered. */
    private record Ordered(UnlistedRelease release, boolean hasPackages) {}

    private static List<Ordered> note(Connection connection, Collection<ReleaseOrder> orders) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ORDER)) {
            int i = 0;
            for (Function<ReleaseOrder, @Nullable String> column : COLUMNS) {
                Object[] values = orders.stream().map(column).toArray();
                statement.setArray(++i, connection.createArrayOf("text", values));
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<Ordered> ordered = new ArrayList<>();
                while (rows.next()) {
                    ordered.add(new Ordered(read(rows), rows.getBoolean("has_packages")));
                }
                return ordered;
            }
        }
    }

    /**
     * Lists the version if nothing keeps it out any longer, else notes what does. One that is listed stays so.
     *
     * @return empty where it has no row: a replica of the release before has brought it
     */
    public Optional<Listing> decide(Connection connection, ReleaseId id) throws SQLException {
        Optional<Row> row = lock(connection, id);
        if (row.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                row.get().listed()
                        ? Listing.listed(List.of())
                        : decide(connection, row.get().release()));
    }

    private record Row(boolean listed, UnlistedRelease release) {}

    private static Optional<Row> lock(Connection connection, ReleaseId id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            setKey(statement, id);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(new Row(rows.getObject("listed_at") != null, read(rows)))
                        : Optional.empty();
            }
        }
    }

    /** The version's row is locked. */
    private static Listing decide(Connection connection, UnlistedRelease release) throws SQLException {
        ListedVersions listed = new ListedVersions(connection);
        Set<Platform> served = listed.platformsOf(release.id());
        ListedVersions.Lower lower = listed.lowerThan(release.id());
        SortedSet<Platform> missing = release.missing(served, lower.platforms());
        if (served.isEmpty() || !missing.isEmpty()) {
            Array waiting = connection.createArrayOf(
                    "text", missing.stream().map(Platform::toString).toArray());
            update(connection, WAIT, release.id(), waiting, waiting);
            return Listing.keptOut(missing);
        }
        update(connection, LIST, release.id());
        return Listing.listed(Listing.warnings(release.id(), lower, release.expected(served)));
    }

    /**
     * Lists the version without waiting any longer.
     *
     * @return empty where it is listed already, or has no package to serve
     */
    public Optional<Listing> listAsIs(Connection connection, ReleaseId id) throws SQLException {
        update(connection, ADD, id);
        lock(connection, id);
        ListedVersions listed = new ListedVersions(connection);
        Set<Platform> served = listed.platformsOf(id);
        if (served.isEmpty() || update(connection, LIST, id) == 0) {
            return Optional.empty();
        }
        return Optional.of(Listing.listed(Listing.warnings(id, listed.lowerThan(id), served)));
    }

    /**
     * Notes that a package of the version is not served any more. A listed one stays listed while it has any.
     *
     * @return warnings: whose clients fail now
     */
    public List<String> withdraw(Connection connection, ReleaseId id, Platform lost) throws SQLException {
        Optional<Listing> listing = decide(connection, id);
        if (listing.isEmpty() || !listing.get().listed() || update(connection, FORGET, id) > 0) {
            return List.of();
        }
        boolean served = !new ListedVersions(connection).platformsOf(id).isEmpty();
        return served && !id.version().isPrerelease() ? List.of(Listing.lost(id, lost)) : List.of();
    }

    private static int update(Connection connection, String sql, ReleaseId id, Array... before) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < before.length; i++) {
                statement.setArray(i + 1, before[i]);
            }
            setKey(statement, id, before.length);
            return statement.executeUpdate();
        }
    }

    private static UnlistedRelease read(ResultSet row) throws SQLException {
        Set<Platform> ordered = platforms(row.getArray("ordered_platforms"));
        return new UnlistedRelease(
                new ReleaseId(
                        new ProviderAddress(
                                row.getString("hostname"), row.getString("namespace"), row.getString("type")),
                        ProviderVersion.parse(row.getString("version"))),
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

    static void setKey(PreparedStatement statement, ReleaseId id) throws SQLException {
        setKey(statement, id, 0);
    }

    private static void setKey(PreparedStatement statement, ReleaseId id, int before) throws SQLException {
        int i = before;
        statement.setString(++i, id.provider().hostname());
        statement.setString(++i, id.provider().namespace());
        statement.setString(++i, id.provider().type());
        statement.setString(++i, id.version().toString());
    }
}
