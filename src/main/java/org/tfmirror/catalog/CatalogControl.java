package org.tfmirror.catalog;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.PackageId;

/** Removes packages from the catalog, each statement in the transaction of its connection. Thread-safe. */
@Singleton
public class CatalogControl {

    private static final String FIND = """
            select hostname, namespace, type, version, os, arch, storage_key from mirrored_package where id = ?
            """;
    private static final String DECLARE_MISSING =
            "update mirrored_package set integrity = 'missing', checked_at = now() where " + PackageColumns.IS_PACKAGE;
    private static final String REMOVE = "delete from mirrored_package where id = ?";

    /**
     * A package and where its object is.
     *
     * @param storageKey without a bucket
     */
    public record PackageLocation(PackageId id, String storageKey) {}

    /** The package of this row, in the transaction of this connection. */
    public Optional<PackageLocation> find(Connection connection, long packageId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setLong(1, packageId);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(
                                new PackageLocation(PackageColumns.readPackage(rows), rows.getString("storage_key")))
                        : Optional.empty();
            }
        }
    }

    /**
     * Forgets a package, in the transaction of this connection, which must hold its removal: see docs/adr/0015.
     *
     * @return false where there is no such package
     */
    public boolean remove(Connection connection, long packageId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REMOVE)) {
            statement.setLong(1, packageId);
            return statement.executeUpdate() == 1;
        }
    }

    /** Stops a package from being served whose object is known to be gone; false where there is no such package. */
    public boolean declareMissing(Connection connection, PackageId id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DECLARE_MISSING)) {
            PackageColumns.set(statement, 0, PackageColumns.of(id));
            return statement.executeUpdate() == 1;
        }
    }
}
