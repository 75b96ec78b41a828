package org.tfmirror.versions;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.Platform;

/** Reads a {@link StoredList} from the rows of its statement. */
final class StoredListRows {

    /** Parameters: provider. */
    static final String READ = """
            select list.known, list.missing, list.failed_at is not null as failing,
                   list.refreshing_until > now() as fetched_now,
                   extract(epoch from now() - list.fetched_at) * 1000 as age,
                   extract(epoch from now() - list.failed_at) * 1000 as failed_for,
                   version.version, version.protocols, version.platforms, version.first_seen_at, version.seen_since,
                   version.absent_at, version.published_at
            from origin_list list left join origin_version version
              on version.hostname = list.hostname and version.namespace = list.namespace and version.type = list.type
                and version.listed
            where list.hostname = ? and list.namespace = ? and list.type = ?
            """;

    private StoredListRows() {}

    /** @param rows on the first of them */
    static StoredList read(ResultSet rows, ListTimes times) throws SQLException {
        boolean missing = rows.getBoolean("missing");
        boolean failing = rows.getBoolean("failing");
        boolean fetched = rows.getBoolean("fetched_now");
        double age = rows.getDouble("age");
        boolean stale = rows.wasNull() || age >= (missing ? times.missing() : times.maxAge()).toMillis();
        double failedFor = rows.getDouble("failed_for");
        boolean resting = !rows.wasNull() && failedFor < times.retry().toMillis();
        boolean due = stale && !fetched && !resting;
        if (missing) {
            return stale
                    ? new StoredList(new VersionList.Unavailable(), resting, due, fetched)
                    : new StoredList(new VersionList.Missing(), true, false, fetched);
        }
        if (!rows.getBoolean("known")) {
            return new StoredList(new VersionList.Unavailable(), resting && !fetched, due, fetched);
        }
        return new StoredList(new VersionList.Known(versions(rows), failing), true, due, fetched);
    }

    private static List<ListedVersion> versions(ResultSet rows) throws SQLException {
        List<ListedVersion> versions = new ArrayList<>();
        do {
            if (rows.getString("version") != null) {
                versions.add(new ListedVersion(
                        new AvailableVersion(
                                PackageColumns.readVersion(rows),
                                List.of((String[]) rows.getArray("protocols").getArray()),
                                platforms((String[]) rows.getArray("platforms").getArray())),
                        rows.getObject("first_seen_at", OffsetDateTime.class).toInstant(),
                        moment(rows, "seen_since"),
                        moment(rows, "absent_at"),
                        moment(rows, "published_at")));
            }
        } while (rows.next());
        return versions;
    }

    private static Set<Platform> platforms(String[] names) {
        return Stream.of(names).map(Platform::parse).collect(Collectors.toSet());
    }

    private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
        OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant();
    }
}
