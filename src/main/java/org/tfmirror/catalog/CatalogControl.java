package org.tfmirror.catalog;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.PackageId;

/** What operators do to packages that are there: block, unblock, remove. Guarded statements. Thread-safe. */
@Singleton
public class CatalogControl {

    private static final String BLOCK = """
            update mirrored_package
            set blocked = true, blocked_by = ?, blocked_at = now(), blocked_reason = ?, blocked_source = ?
            where id = ? and (not blocked or blocked_reason is distinct from ?)
            """;
    private static final String UNBLOCK = """
            update mirrored_package
            set blocked = false, blocked_by = null, blocked_at = null, blocked_reason = null, blocked_source = null
            where id = ? and blocked
            """;
    private static final String UNBLOCK_OF = UNBLOCK + " and blocked_source = ?";
    private static final String FIND = """
            select hostname, namespace, type, version, os, arch, storage_key from mirrored_package where id = ?
            """;
    private static final String DECLARE_MISSING =
            "update mirrored_package set integrity = 'missing', checked_at = now() where " + PackageColumns.IS_PACKAGE;
    private static final String REMOVE = "delete from mirrored_package where id = ?";

    private final DataSource dataSource;

    public CatalogControl(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * A package and where its object is.
     *
     * @param storageKey without a bucket
     */
    public record PackageLocation(PackageId id, String storageKey) {}

    /**
     * Stops a package from being served, at once and until it is unblocked.
     *
     * @param reason for other operators; null where none is given
     * @return false where it was blocked for this reason already, or there is no such package
     */
    public boolean block(long packageId, String by, @Nullable String reason) throws SQLException {
        return block(packageId, by, reason, null);
    }

    /**
     * As {@link #block(long, String, String)}, because operators of another mirror have.
     *
     * @param source the key of that mirror; null for our own operators
     */
    public boolean block(long packageId, String by, @Nullable String reason, @Nullable String source)
            throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(BLOCK)) {
            statement.setString(1, by);
            statement.setString(2, reason);
            statement.setString(3, source);
            statement.setLong(4, packageId);
            statement.setString(5, reason);
            return statement.executeUpdate() == 1;
        }
    }

    /** Lets a package be served again; false where it was not blocked, or there is no such package. */
    public boolean unblock(long packageId) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return update(connection, UNBLOCK, packageId);
        }
    }

    /** As {@link #unblock}, but only what is blocked because operators of this other mirror have. */
    public boolean unblockOf(long packageId, String source) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(UNBLOCK_OF)) {
            statement.setLong(1, packageId);
            statement.setString(2, source);
            return statement.executeUpdate() == 1;
        }
    }

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
        return update(connection, REMOVE, packageId);
    }

    /** Stops a package from being served whose object is known to be gone; false where there is no such package. */
    public boolean declareMissing(Connection connection, PackageId id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DECLARE_MISSING)) {
            PackageColumns.set(statement, 0, PackageColumns.of(id));
            return statement.executeUpdate() == 1;
        }
    }

    private static boolean update(Connection connection, String sql, long packageId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, packageId);
            return statement.executeUpdate() == 1;
        }
    }
}
