package org.tfmirror.subscription;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.PackageId;

/** Remembers packages that an origin denied, so that it is asked for each by name only once a week. Thread-safe. */
@Singleton
public class AbsentPackages {

    static final Duration REMEMBERED = Duration.ofDays(7);

    private static final String ADD = """
            insert into absent_package (asked_at, hostname, namespace, type, version, os, arch) values (?, ?, ?, ?, ?, ?, ?)
            on conflict (hostname, namespace, type, version, os, arch) do update set asked_at = excluded.asked_at
            """;

    private static final String AMONG = """
            select hostname, namespace, type, version, os, arch from absent_package
            where (hostname, namespace, type, version, os, arch) in (
              select * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[]))
              and asked_at > ?
            """;

    private final DataSource dataSource;

    public AbsentPackages(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Remembers a denial, and forgets those that are remembered no longer. */
    public void add(PackageId id, Instant askedAt) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            try (PreparedStatement statement =
                    connection.prepareStatement("delete from absent_package where asked_at <= ?")) {
                statement.setObject(1, askedAt.minus(REMEMBERED).atOffset(ZoneOffset.UTC));
                statement.executeUpdate();
            }
            try (PreparedStatement statement = connection.prepareStatement(ADD)) {
                statement.setObject(1, askedAt.atOffset(ZoneOffset.UTC));
                PackageColumns.set(statement, 1, PackageColumns.of(id));
                statement.executeUpdate();
            }
        }
    }

    /** Those of these packages that are still remembered. */
    public Set<PackageId> among(Collection<PackageId> packages, Instant now) throws SQLException {
        if (packages.isEmpty()) {
            return Set.of();
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(AMONG)) {
            List<List<String>> rows = packages.stream().map(PackageColumns::of).toList();
            int i = PackageColumns.setArrays(statement, rows, PackageColumns.PACKAGE);
            statement.setObject(++i, now.minus(REMEMBERED).atOffset(ZoneOffset.UTC));
            try (ResultSet found = statement.executeQuery()) {
                Set<PackageId> absent = new HashSet<>();
                while (found.next()) {
                    absent.add(PackageColumns.readPackage(found));
                }
                return absent;
            }
        }
    }
}
