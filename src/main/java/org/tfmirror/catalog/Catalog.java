package org.tfmirror.catalog;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.tfmirror.provider.PackageId;

/** What workers ask of the catalog and write to it. Thread-safe. */
@Singleton
public class Catalog {

    private static final String IDENTITY =
            "hostname = ? and namespace = ? and type = ? and version = ? and os = ? and arch = ?";
    private static final String FIND = "select storage_key, size_bytes, sha256 from mirrored_package where " + IDENTITY;
    private static final String RECORD = """
            insert into mirrored_package (hostname, namespace, type, version, os, arch, filename, storage_key,
              size_bytes, sha256, h1, key_fingerprint, signing_fingerprint, warnings)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict on constraint mirrored_package_identity do nothing
            """;

    private final DataSource dataSource;

    public Catalog(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** What the catalog holds of a package. */
    public record Entry(String storageKey, long sizeBytes, String sha256) {}

    /** The package's entry, blocked or not. */
    public Optional<Entry> find(PackageId id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return find(connection, id);
        }
    }

    private static Optional<Entry> find(Connection connection, PackageId id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            setIdentity(statement, id);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(new Entry(rows.getString(1), rows.getLong(2), rows.getString(3)))
                        : Optional.empty();
            }
        }
    }

    /**
     * Records a package, in the transaction of this connection. Where another worker was first with the same bytes, its row stands.
     *
     * @throws ConflictingPackageException where the catalog holds other bytes under this identity; they stay
     */
    public void record(Connection connection, VerifiedPackage found) throws SQLException, ConflictingPackageException {
        try (PreparedStatement statement = connection.prepareStatement(RECORD)) {
            int i = setIdentity(statement, found.id());
            statement.setString(++i, found.id().archiveName());
            statement.setString(++i, found.storageKey());
            statement.setLong(++i, found.sizeBytes());
            statement.setString(++i, found.zh().value());
            statement.setString(++i, found.h1().toString());
            statement.setString(++i, found.keyFingerprint());
            statement.setString(++i, found.signingFingerprint());
            statement.setString(++i, found.warnings().isEmpty() ? null : String.join("\n", found.warnings()));
            if (statement.executeUpdate() == 1) {
                return;
            }
        }
        String kept = find(connection, found.id()).map(Entry::sha256).orElse("");
        if (!kept.equals(found.zh().value())) {
            throw new ConflictingPackageException(found.id(), kept, found.zh().value());
        }
    }

    private static int setIdentity(PreparedStatement statement, PackageId id) throws SQLException {
        int i = 0;
        statement.setString(++i, id.provider().hostname());
        statement.setString(++i, id.provider().namespace());
        statement.setString(++i, id.provider().type());
        statement.setString(++i, id.version().toString());
        statement.setString(++i, id.platform().os());
        statement.setString(++i, id.platform().arch());
        return i;
    }
}
