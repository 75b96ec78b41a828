package org.tfmirror.versions;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.origin.VersionListing;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/**
 * The statements on the tables of lists; all times are the database's. Of several replicas one may ask the origin: who has
 * a number from {@link #claim}. An answer is recorded unless that of a later request is. Thread-safe.
 */
final class OriginLists {

    /** How many names are remembered of which nothing is known: a stranger can make up any number. */
    static final int MOST_UNKNOWN = 10_000;

    private static final String IS_PROVIDER = "hostname = ? and namespace = ? and type = ?";

    /** Parameters: provider, time to fetch; whether it is wanted anyway, maximum age, that of a missing one, retry. */
    private static final String CLAIM = """
            insert into origin_list as list (hostname, namespace, type, requested, refreshing_until)
            values (?, ?, ?, 1, now() + ? * interval '1 millisecond')
            on conflict (hostname, namespace, type) do update
            set requested = list.requested + 1, refreshing_until = excluded.refreshing_until, touched_at = now()
            where ? or (
              (list.refreshing_until is null or list.refreshing_until <= now())
              and (list.fetched_at is null or list.fetched_at <= now()
                - case when list.missing then ? else ? end * interval '1 millisecond')
              and (list.failed_at is null or list.failed_at <= now() - ? * interval '1 millisecond'))
            returning requested
            """;

    private static final String LOCK =
            "select known, fetched_at from origin_list where recorded < ? and " + IS_PROVIDER + " for update";

    /** Only what differs is written. What no list had before was absent from the last one, if there was any. */
    private static final String WRITE_VERSIONS = """
            insert into origin_version as kept
              (hostname, namespace, type, version, protocols, platforms, seen_since, absent_at)
            select ?, ?, ?, given.version, string_to_array(given.protocols, ','), string_to_array(given.platforms, ','),
                   case when earlier.at is not null then now() end, earlier.at
            from unnest(?::text[], ?::text[], ?::text[]) as given (version, protocols, platforms)
              cross join (select ?::timestamptz as at) earlier
            order by given.version
            on conflict (hostname, namespace, type, version) do update
            set protocols = excluded.protocols, platforms = excluded.platforms, listed = true,
                seen_since = case when kept.listed then kept.seen_since else excluded.seen_since end,
                absent_at = case when kept.listed then kept.absent_at else excluded.absent_at end
            where not kept.listed or kept.protocols <> excluded.protocols or kept.platforms <> excluded.platforms
            """;

    private static final String WITHDRAW =
            "update origin_version set listed = false where listed and version <> all (?) and " + IS_PROVIDER;

    /** Parameters: whether it is missing, again, the number, again, its warnings, the provider. */
    private static final String RECORD = """
            update origin_list
            set fetched_at = now(), missing = ?, known = known or not ?, failed_at = null, recorded = ?,
                refreshing_until = case when requested = ? then null else refreshing_until end, warnings = ?
            where
            """ + IS_PROVIDER;

    private static final String FAIL = """
            update origin_list
            set failed_at = now(), refreshing_until = case when requested = ? then null else refreshing_until end
            where recorded < ? and
            """ + IS_PROVIDER;

    private static final String DATE = """
            update origin_version set published_at = given.published_at::timestamptz
            from unnest(?::text[], ?::text[]) as given (version, published_at)
            where origin_version.version = given.version and origin_version.published_at is null and
            """ + IS_PROVIDER;

    private static final String FORGET = """
            delete from origin_list
            where not known and (hostname, namespace, type) in (
              select hostname, namespace, type from origin_list where not known order by touched_at desc offset ?)
            """;

    private final DataSource dataSource;
    private final ListTimes times;

    OriginLists(DataSource dataSource, ListTimes times) {
        this.dataSource = dataSource;
        this.times = times;
    }

    StoredList read(ProviderAddress provider) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(StoredListRows.READ)) {
            PackageColumns.set(statement, 0, PackageColumns.of(provider));
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return new StoredList(new VersionList.Unavailable(), false, true, false);
                }
                return StoredListRows.read(rows, times);
            }
        }
    }

    /**
     * Takes the task to ask the origin, where it is due and no other replica has it.
     *
     * @param anyway whether it is taken in any case
     * @return the request's number; empty where the origin need not be asked
     */
    OptionalLong claim(ProviderAddress provider, boolean anyway) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(CLAIM)) {
            int i = PackageColumns.set(statement, 0, PackageColumns.of(provider));
            statement.setLong(++i, times.fetch().toMillis());
            statement.setBoolean(++i, anyway);
            statement.setLong(++i, times.missing().toMillis());
            statement.setLong(++i, times.maxAge().toMillis());
            statement.setLong(++i, times.retry().toMillis());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    /**
     * Records the origin's answer to a request.
     *
     * @param listing null where it has no such provider
     * @return false where the answer to a later request is recorded
     */
    boolean record(ProviderAddress provider, long number, @Nullable VersionListing listing) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                boolean recorded = record(connection, provider, number, listing);
                connection.commit();
                return recorded;
            } finally {
                connection.rollback(); // of nothing, after a commit
                connection.setAutoCommit(true);
            }
        }
    }

    private static boolean record(
            Connection connection, ProviderAddress provider, long number, @Nullable VersionListing listing)
            throws SQLException {
        List<String> columns = PackageColumns.of(provider);
        boolean known;
        Timestamp before;
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setLong(1, number);
            PackageColumns.set(statement, 1, columns);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
                known = row.getBoolean("known");
                before = row.getTimestamp("fetched_at");
            }
        }
        VersionListing answer = listing == null ? new VersionListing(List.of(), List.of()) : listing;
        write(connection, columns, answer.versions(), known ? before : null);
        try (PreparedStatement statement = connection.prepareStatement(RECORD)) {
            statement.setBoolean(1, listing == null);
            statement.setBoolean(2, listing == null);
            statement.setLong(3, number);
            statement.setLong(4, number);
            statement.setArray(
                    5, connection.createArrayOf("text", answer.warnings().toArray()));
            PackageColumns.set(statement, 5, columns);
            statement.executeUpdate();
        }
        if (listing == null && !known) {
            forget(connection);
        }
        return true;
    }

    private static void write(
            Connection connection, List<String> provider, List<AvailableVersion> versions, @Nullable Timestamp before)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WITHDRAW)) {
            setArray(statement, 1, versions, each -> each.version().toString());
            PackageColumns.set(statement, 1, provider);
            statement.executeUpdate();
        }
        try (PreparedStatement statement = connection.prepareStatement(WRITE_VERSIONS)) {
            int i = PackageColumns.set(statement, 0, provider);
            setArray(statement, ++i, versions, each -> each.version().toString());
            setArray(statement, ++i, versions, each -> String.join(",", each.protocols()));
            setArray(
                    statement,
                    ++i,
                    versions,
                    each -> each.platforms().stream()
                            .map(Platform::toString)
                            .sorted()
                            .collect(Collectors.joining(",")));
            statement.setTimestamp(++i, before);
            statement.executeUpdate();
        }
    }

    /** Notes when versions were published; a date that is known stays. */
    void date(ProviderAddress provider, Map<ProviderVersion, Instant> dates) throws SQLException {
        List<Map.Entry<ProviderVersion, Instant>> given = List.copyOf(dates.entrySet());
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(DATE)) {
            Object[] names =
                    given.stream().map(each -> each.getKey().toString()).toArray();
            Object[] moments =
                    given.stream().map(each -> each.getValue().toString()).toArray();
            statement.setArray(1, connection.createArrayOf("text", names));
            statement.setArray(2, connection.createArrayOf("text", moments));
            PackageColumns.set(statement, 2, PackageColumns.of(provider));
            statement.executeUpdate();
        }
    }

    /** Notes that the origin gave no answer. */
    void fail(ProviderAddress provider, long number) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            try (PreparedStatement statement = connection.prepareStatement(FAIL)) {
                statement.setLong(1, number);
                statement.setLong(2, number);
                PackageColumns.set(statement, 2, PackageColumns.of(provider));
                statement.executeUpdate();
            }
            forget(connection);
        }
    }

    private static void forget(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
            statement.setInt(1, MOST_UNKNOWN);
            statement.executeUpdate();
        }
    }

    private static void setArray(
            PreparedStatement statement,
            int index,
            List<AvailableVersion> versions,
            Function<AvailableVersion, String> column)
            throws SQLException {
        Object[] values = versions.stream().map(column).toArray();
        statement.setArray(index, statement.getConnection().createArrayOf("text", values));
    }
}
