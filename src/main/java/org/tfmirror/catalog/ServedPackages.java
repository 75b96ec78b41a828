package org.tfmirror.catalog;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.tfmirror.catalog.evidence.EvidenceTable;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/**
 * Finds the packages that may be served (neither blocked, missing nor altered) and the versions that are listed
 * ({@code catalog.listing} decides which). Clients ask these questions more often than any other, so each is one
 * statement by an index, without a transaction or entities. Nothing is cached: another replica may have blocked or
 * removed the package a moment ago. Thread-safe.
 */
@Singleton
public class ServedPackages {

    public static final String SERVED = " and not blocked and integrity = 'intact'";

    /** Read from two indexes alone, for the largest providers have thousands of packages. */
    public static final String VERSIONS = """
            select version from release
            where hostname = ? and namespace = ? and type = ? and listed_at is not null
              and exists (
                select from mirrored_package served
                where served.hostname = release.hostname and served.namespace = release.namespace
                  and served.type = release.type and served.version = release.version
                  and not served.blocked and served.integrity = 'intact')
            """;

    /** A version with a package that needs a token does not exist for readers without one. */
    static final String PUBLIC_VERSIONS = VERSIONS + """
              and not exists (
                select from mirrored_package guarded
                where guarded.hostname = release.hostname and guarded.namespace = release.namespace
                  and guarded.type = release.type and guarded.version = release.version and guarded.requires_token)
            """;

    static final String OF_VERSION = "select os || '_' || arch, filename, h1, sha256, requires_token"
            + " from mirrored_package where "
            + PackageColumns.IS_VERSION + SERVED;

    // By what an archive's name says and not by the name: that is one step into the index of the identity, however many
    // versions the provider has.
    static final String ARCHIVE = "select storage_key, size_bytes, sha256, requires_token from mirrored_package where "
            + PackageColumns.IS_PACKAGE + SERVED;

    static final String WITHHELD = "select distinct version from mirrored_package"
            + " where hostname = ? and namespace = ? and type = ? and (blocked or integrity <> 'intact')";

    static final String PLATFORMS = "select os, arch from mirrored_package where " + PackageColumns.IS_VERSION;
    static final String SERVED_OF = """
            select asked.* from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
              as asked (hostname, namespace, type, version, os, arch)
            join mirrored_package using (hostname, namespace, type, version, os, arch)
            where not blocked and integrity = 'intact'
            """;

    private static final String BLOCKED =
            "select filename from mirrored_package where " + PackageColumns.IS_PACKAGE + " and blocked";

    private final DataSource dataSource;

    public ServedPackages(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * A package of one version.
     *
     * @param platform {@code os_arch}
     * @param filename the archive's
     * @param hashes what clients may check it against, h1 first
     * @param requiresToken whether it is for readers with the mirror's token only
     */
    public record Served(String platform, String filename, List<String> hashes, boolean requiresToken) {}

    /**
     * An archive.
     *
     * @param storageKey where its object is, without a bucket
     * @param sha256 lower-case hex
     * @param requiresToken whether it is for readers with the mirror's token only
     */
    public record Archive(String storageKey, long sizeBytes, String sha256, boolean requiresToken) {}

    /** The canonical versions of a provider that are listed and have at least one package to serve, in no order. */
    public List<String> versions(ProviderAddress provider) throws SQLException {
        return ask(VERSIONS, row -> row.getString(1), PackageColumns.of(provider));
    }

    /** Of {@link #versions}, those that readers without a token may know. */
    public List<String> publicVersions(ProviderAddress provider) throws SQLException {
        return ask(PUBLIC_VERSIONS, row -> row.getString(1), PackageColumns.of(provider));
    }

    /** The canonical versions of a provider of which a package is there and must not be served. */
    public Set<String> withheldVersions(ProviderAddress provider) throws SQLException {
        return Set.copyOf(ask(WITHHELD, row -> row.getString(1), PackageColumns.of(provider)));
    }

    /** The platforms of one version of which a package is there, served or not. */
    public Set<Platform> platforms(ProviderAddress provider, ProviderVersion version) throws SQLException {
        return Set.copyOf(ask(
                PLATFORMS,
                row -> new Platform(row.getString(1), row.getString(2)),
                PackageColumns.of(provider, version)));
    }

    /** The packages of one version, in no order. */
    public List<Served> packages(ProviderAddress provider, ProviderVersion version) throws SQLException {
        return ask(
                OF_VERSION,
                row -> new Served(
                        row.getString(1),
                        row.getString(2),
                        List.of(row.getString(3), "zh:" + row.getString(4)),
                        row.getBoolean(5)),
                PackageColumns.of(provider, version));
    }

    /** The archive with this file name; empty where none is served. */
    public Optional<Archive> archive(ProviderAddress provider, String filename) throws SQLException {
        Optional<PackageId> id = PackageId.ofArchiveName(provider, filename);
        return id.isEmpty() ? Optional.empty() : archive(id.get());
    }

    /** The archive of a package; empty where there is none to serve. */
    public Optional<Archive> archive(PackageId id) throws SQLException {
        List<Archive> found = ask(
                ARCHIVE,
                row -> new Archive(row.getString(1), row.getLong(2), row.getString(3), row.getBoolean(4)),
                PackageColumns.of(id));
        return found.stream().findFirst();
    }

    /** Which of these packages may be served. */
    public Set<PackageId> served(Collection<PackageId> packages) throws SQLException {
        Set<PackageId> served = new HashSet<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SERVED_OF)) {
            PackageColumns.setArrays(
                    statement, packages.stream().map(PackageColumns::of).toList(), PackageColumns.PACKAGE);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    served.add(PackageColumns.readPackage(rows));
                }
            }
        }
        return served;
    }

    /** Whether an operator has withdrawn the package: it is not served, and is not to come again either. */
    public boolean isBlocked(PackageId id) throws SQLException {
        return !ask(BLOCKED, row -> row.getString(1), PackageColumns.of(id)).isEmpty();
    }

    /** Whether the package, once it comes, is for readers with the mirror's token only, by what is kept to vouch for its version. */
    public boolean comesGuarded(PackageId id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return EvidenceTable.requiresToken(connection, id.provider(), id.version());
        }
    }

    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> ask(String sql, Row<T> reader, List<String> parameters) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            PackageColumns.set(statement, 0, parameters);
            try (ResultSet rows = statement.executeQuery()) {
                List<T> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(reader.read(rows));
                }
                return all;
            }
        }
    }
}
