package org.tfmirror.catalog.stored;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.Integrity;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.catalog.evidence.EvidenceTable;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** Reads packages with their evidence for bundles. Thread-safe. */
@Singleton
public class StoredPackages {

    private static final String FIND = """
            select kept.storage_key, kept.size_bytes, kept.sha256, kept.h1, kept.evidence, kept.origin_filename,
                   kept.blocked, kept.integrity, kept.requires_token, release.protocols, release.published_at
            from mirrored_package kept
            left join release on release.hostname = kept.hostname and release.namespace = kept.namespace
              and release.type = kept.type and release.version = kept.version
            where kept.hostname = ? and kept.namespace = ? and kept.type = ? and kept.version = ? and kept.os = ?
              and kept.arch = ?
            """;
    private static final String INTACT = """
            select hostname, namespace, type, version, os, arch, size_bytes, sha256 from mirrored_package
            where integrity = 'intact' %s
            order by hostname, namespace, type, version, os, arch
            """;
    private static final String BLOCKED = """
            select hostname, namespace, type, version, os, arch, blocked_reason from mirrored_package
            where blocked order by id
            """;

    private static final int FETCHED = 500;

    private final DataSource dataSource;

    public StoredPackages(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * A package's archive.
     *
     * @param evidence digest of what vouches for it; null where that is not kept
     * @param originName the archive's name in the SHA256SUMS document; null likewise
     * @param requiresToken whether it is for readers with the mirror's token only
     * @param publishedAt of its version, where its origin told
     * @param usable neither blocked nor known to be missing or altered
     */
    public record Stored(
            PackageId id,
            String storageKey,
            long sizeBytes,
            String sha256,
            PackageHash h1,
            @Nullable String evidence,
            @Nullable String originName,
            boolean usable,
            boolean requiresToken,
            List<String> protocols,
            @Nullable Instant publishedAt) {}

    /** What is needed to choose a package. */
    public record Brief(PackageId id, long sizeBytes, String sha256) {}

    /** A package that operators have blocked. */
    public record Blocked(PackageId id, @Nullable String reason) {}

    public Optional<Stored> find(PackageId id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(FIND)) {
            PackageColumns.set(statement, 0, PackageColumns.of(id));
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                java.sql.Array protocols = row.getArray("protocols");
                Timestamp published = row.getTimestamp("published_at");
                return Optional.of(new Stored(
                        id,
                        row.getString("storage_key"),
                        row.getLong("size_bytes"),
                        row.getString("sha256"),
                        PackageHash.parse(row.getString("h1")),
                        row.getString("evidence"),
                        row.getString("origin_filename"),
                        !row.getBoolean("blocked") && Integrity.parse(row.getString("integrity")) == Integrity.INTACT,
                        row.getBoolean("requires_token"),
                        protocols == null ? List.of() : List.of((String[]) protocols.getArray()),
                        published == null ? null : published.toInstant()));
            }
        }
    }

    /** The evidence of this digest. */
    public Optional<Evidence> evidence(String digest) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return EvidenceTable.find(connection, digest).map(EvidenceTable.Recorded::evidence);
        }
    }

    /** All evidence of a version, the newest first. */
    public List<Evidence> evidence(ProviderAddress provider, ProviderVersion version) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return EvidenceTable.of(connection, provider, version).stream()
                    .map(EvidenceTable.Recorded::evidence)
                    .toList();
        }
    }

    /** All that are intact and not blocked. */
    public List<Brief> usable() throws SQLException {
        SharedNames names = new SharedNames();
        List<Brief> found = new ArrayList<>();
        each("and not blocked", row -> found.add(new Brief(names.of(row.id()), row.sizeBytes(), row.sha256())));
        return found;
    }

    /** Gives all that are intact, blocked or not; holds none of them. */
    public void eachIntact(Consumer<Brief> to) throws SQLException {
        each("", to);
    }

    /** The driver holds all rows, unless it is told a number inside a transaction. */
    private void each(String condition, Consumer<Brief> to) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(INTACT.formatted(condition))) {
                statement.setFetchSize(FETCHED);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        to.accept(new Brief(
                                PackageColumns.readPackage(rows),
                                rows.getLong("size_bytes"),
                                rows.getString("sha256")));
                    }
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    public List<Blocked> blocked() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(BLOCKED);
                ResultSet rows = statement.executeQuery()) {
            List<Blocked> found = new ArrayList<>();
            while (rows.next()) {
                found.add(new Blocked(PackageColumns.readPackage(rows), rows.getString("blocked_reason")));
            }
            return found;
        }
    }
}
