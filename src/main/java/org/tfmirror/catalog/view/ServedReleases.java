package org.tfmirror.catalog.view;

import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.ServedPackages;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.catalog.evidence.EvidenceTable;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/**
 * Finds served packages with their evidence, for clients that check the author's signature themselves. Packages
 * without evidence, or with evidence that crashes clients, are left out. Nothing is cached, as in {@link
 * ServedPackages}. Thread-safe.
 */
@Singleton
public class ServedReleases {

    private static final Logger LOG = Logger.getLogger(ServedReleases.class);

    /** Evidence that crashes is little, and in an index of its own: that of thousands of packages is not looked at. */
    private static final String VOUCHED = """
              and served.evidence is not null
              and not exists (
                select from evidence where evidence.digest = served.evidence and evidence.crashes_clients)
            """;

    static final String VERSIONS = """
            select release.version, release.protocols,
              array_agg(served.os || '_' || served.arch order by served.os, served.arch) as platforms
            from release
              join mirrored_package served
                on served.hostname = release.hostname and served.namespace = release.namespace
                  and served.type = release.type and served.version = release.version
                  and not served.blocked and served.integrity = 'intact' and (? or not served.requires_token)
            where release.hostname = ? and release.namespace = ? and release.type = ? and release.listed_at is not null
            """ + VOUCHED + """
            group by release.version, release.protocols
            """;

    /**
     * The origin says it beside its list, and is asked for it with each version: the last word of each counts. Parameters: the
     * provider, twice.
     */
    private static final String WARNINGS = """
            select warnings from origin_list where hostname = ? and namespace = ? and type = ? and warnings is not null
            union all
            (select warnings from release where hostname = ? and namespace = ? and type = ? and warnings is not null
             order by first_seen_at desc nulls last limit 1)
            """;

    static final String DOWNLOAD = """
            select served.filename, served.origin_filename, served.sha256, served.evidence, served.requires_token,
              (select protocols from release where release.hostname = served.hostname
                and release.namespace = served.namespace and release.type = served.type
                and release.version = served.version) as protocols
            from mirrored_package served
            where served.hostname = ? and served.namespace = ? and served.type = ? and served.version = ?
              and served.os = ? and served.arch = ? and not served.blocked and served.integrity = 'intact'
            """ + VOUCHED;

    /** Given as long as it vouches for a package that is served; to everybody if one of these is for everybody. */
    static final String DOCUMENT = """
            select bool_and(served.requires_token) from mirrored_package served
            where served.hostname = ? and served.namespace = ? and served.type = ? and served.version = ?
              and served.evidence = ? and not served.blocked and served.integrity = 'intact'
            """ + VOUCHED;

    private static final String COVERAGE = """
            select count(*), count(*) filter (where served.evidence is null or crashing.digest is not null)
            from mirrored_package served
              left join evidence crashing on crashing.digest = served.evidence and crashing.crashes_clients
            where not served.blocked and served.integrity = 'intact'
            """;

    private final DataSource dataSource;

    public ServedReleases(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * A version that is listed.
     *
     * @param version canonical
     * @param protocols of the plugin, such as {@code 5.0}; none where the origin says none
     */
    public record Listed(String version, List<String> protocols, List<Platform> platforms) {}

    /**
     * A package with what vouches for it.
     *
     * @param archive our name of the archive
     * @param filename the name that the SHA256SUMS document has for it
     * @param sha256 of the archive, lower-case hex
     * @param digest by which the evidence is found
     * @param requiresToken whether it is for readers with the mirror's token only
     */
    public record Download(
            String archive,
            String filename,
            String sha256,
            List<String> protocols,
            String digest,
            Evidence evidence,
            boolean requiresToken) {}

    /** @param requiresToken whether all that it vouches for is for readers with the mirror's token only */
    public record Vouching(Evidence evidence, boolean requiresToken) {}

    /**
     * How much of what is served is here.
     *
     * @param packages that are served at all
     * @param withoutEvidence of these, the ones that are not here
     */
    public record Coverage(long packages, long withoutEvidence) {}

    /** Counts all packages, so not to be asked often. */
    public Coverage coverage() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(COVERAGE);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new Coverage(row.getLong(1), row.getLong(2));
        }
    }

    /**
     * The versions that are listed and have a package here, in no order.
     *
     * @param guarded whether packages count that need a token
     */
    public List<Listed> versions(ProviderAddress provider, boolean guarded) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(VERSIONS)) {
            statement.setBoolean(1, guarded);
            PackageColumns.set(statement, 1, PackageColumns.of(provider));
            List<Listed> listed = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    List<Platform> platforms = texts(rows.getArray(3)).stream()
                            .map(Platform::parse)
                            .toList();
                    listed.add(new Listed(rows.getString(1), texts(rows.getArray(2)), platforms));
                }
            }
            return listed;
        }
    }

    /** What the origin warns of, as far as it was asked. */
    public List<String> warnings(ProviderAddress provider) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(WARNINGS)) {
            int i = PackageColumns.set(statement, 0, PackageColumns.of(provider));
            PackageColumns.set(statement, i, PackageColumns.of(provider));
            try (ResultSet rows = statement.executeQuery()) {
                Set<String> warnings = new LinkedHashSet<>();
                while (rows.next()) {
                    warnings.addAll(texts(rows.getArray(1)));
                }
                return List.copyOf(warnings);
            }
        }
    }

    public Optional<Download> download(PackageId id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(DOWNLOAD)) {
            PackageColumns.set(statement, 0, PackageColumns.of(id));
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                String archive = row.getString("filename");
                String named = row.getString("origin_filename");
                String sha256 = row.getString("sha256");
                List<String> protocols = texts(row.getArray("protocols"));
                String digest = row.getString("evidence");
                boolean guarded = row.getBoolean("requires_token");
                return evidence(connection, digest)
                        .map(found -> new Download(
                                archive, named == null ? archive : named, sha256, protocols, digest, found, guarded));
            }
        }
    }

    /** Evidence of a version by its digest; empty where it vouches for nothing that is served. */
    public Optional<Vouching> evidence(ProviderAddress provider, ProviderVersion version, String digest)
            throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(DOCUMENT)) {
            int i = PackageColumns.set(statement, 0, PackageColumns.of(provider, version));
            statement.setString(++i, digest);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                boolean guarded = row.getBoolean(1);
                return row.wasNull()
                        ? Optional.empty()
                        : evidence(connection, digest).map(found -> new Vouching(found, guarded));
            }
        }
    }

    /** A row that was changed is not evidence. */
    private static Optional<Evidence> evidence(Connection connection, String digest) throws SQLException {
        try {
            return EvidenceTable.find(connection, digest).map(EvidenceTable.Recorded::evidence);
        } catch (EvidenceTable.Altered e) {
            LOG.errorf("evidence was altered in the database, it is not served error=%s", e.getMessage());
            return Optional.empty();
        }
    }

    private static List<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }
}
