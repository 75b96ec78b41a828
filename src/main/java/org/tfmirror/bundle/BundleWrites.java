package org.tfmirror.bundle;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;

/** Submits bundles: writes beside the job what belongs to it, in the transaction of the connection. */
public final class BundleWrites {

    private static final String EXPORT =
            "insert into bundle (id, direction, folder, created_by, part_size, base) values (?, 'export', ?, ?, ?, ?)";
    private static final String ADOPT =
            "insert into bundle (id, direction, folder, created_by) values (?, 'adopt', ?, ?)";
    private static final String IMPORT = """
            insert into bundle (id, direction, folder, created_by, source, serial, packed_at, base)
            values (?, 'import', ?, ?, ?, ?, ?, ?)
            """;
    private static final String MISSING = "update bundle set missing = ? where id = ?";
    private static final String ENTRIES = """
            insert into bundle_entry (bundle_id, hostname, namespace, type, version, os, arch, entry)
            select ?, listed.* from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) listed
            on conflict do nothing
            returning hostname, namespace, type, version, os, arch
            """;
    private static final String STATEMENTS = """
            insert into bundle_statement (bundle_id, hostname, namespace, type, version, os, arch, reason, decision)
            select ?, listed.* from
              unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) listed
            on conflict on constraint bundle_statement_once do nothing
            """;

    /** What is blocked here because the source said so, and what it blocks no longer. */
    private static final String UNBLOCKED = """
            insert into bundle_statement (bundle_id, hostname, namespace, type, version, os, arch, reason, decision)
            select bundle.id, hostname, namespace, type, version, os, arch, '', 'unblock'
            from bundle join mirrored_package kept on kept.blocked and kept.blocked_source = bundle.source
            where bundle.id = ?
            on conflict on constraint bundle_statement_once do nothing
            """;

    /** As many as anybody is shown: the manifest itself names all. */
    private static final int MOST_MISSING = 1000;

    private BundleWrites() {}

    /** The row of an export that is to be packed. */
    public static void addExport(
            Connection connection, long id, String folder, String createdBy, long partSize, List<String> base)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(EXPORT)) {
            statement.setLong(1, id);
            statement.setString(2, folder);
            statement.setString(3, createdBy);
            statement.setLong(4, partSize);
            statement.setArray(5, connection.createArrayOf("text", base.toArray()));
            statement.executeUpdate();
        }
    }

    /** The row of archives that are taken over from a folder of the bucket. */
    public static void addAdoption(Connection connection, long id, String folder, String createdBy)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADOPT)) {
            statement.setLong(1, id);
            statement.setString(2, folder);
            statement.setString(3, createdBy);
            statement.executeUpdate();
        }
    }

    /**
     * The row of an import, with all that its manifest says.
     *
     * @throws ManifestInvalidException where it names a package twice; the transaction is to be rolled back
     */
    public static void addImport(Connection connection, long id, String folder, String createdBy, ManifestFile manifest)
            throws SQLException, ManifestInvalidException {
        ManifestHead head = manifest.head();
        try (PreparedStatement statement = connection.prepareStatement(IMPORT)) {
            statement.setLong(1, id);
            statement.setString(2, folder);
            statement.setString(3, createdBy);
            statement.setString(4, head.origin().source());
            statement.setLong(5, head.origin().serial());
            statement.setTimestamp(6, Timestamp.from(head.origin().createdAt()));
            statement.setArray(7, connection.createArrayOf("text", head.base().toArray()));
            statement.executeUpdate();
        }
        List<String> missing = new ArrayList<>();
        manifest.<SQLException>read(new ManifestReader.Content<>() {
            @Override
            public void entries(List<BundleEntry> some) throws SQLException {
                addEntries(connection, id, some);
            }

            @Override
            public void missing(List<PackageId> some) {
                some.stream()
                        .limit(MOST_MISSING - missing.size())
                        .map(PackageId::toString)
                        .forEach(missing::add);
            }

            @Override
            public void statements(List<Statement> some) throws SQLException {
                addStatements(connection, id, some);
            }
        });
        try (PreparedStatement statement = connection.prepareStatement(MISSING)) {
            statement.setString(1, String.join("\n", missing));
            statement.setLong(2, id);
            statement.executeUpdate();
        }
        try (PreparedStatement statement = connection.prepareStatement(UNBLOCKED)) {
            statement.setLong(1, id);
            statement.executeUpdate();
        }
    }

    /** @throws IllegalArgumentException where the bundle has one of them already, or one is among them twice */
    static void addEntries(Connection connection, long id, List<BundleEntry> entries) throws SQLException {
        List<List<String>> rows = entries.stream()
                .map(each -> row(each.id(), ManifestJson.write(each)))
                .toList();
        if (rows.isEmpty()) {
            return;
        }
        Set<PackageId> added = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(ENTRIES)) {
            setAll(statement, id, rows);
            try (ResultSet inserted = statement.executeQuery()) {
                while (inserted.next()) {
                    added.add(PackageColumns.readPackage(inserted));
                }
            }
        }
        for (BundleEntry each : entries) {
            if (!added.remove(each.id())) {
                throw new IllegalArgumentException(each.id() + " is named twice");
            }
        }
    }

    private static void addStatements(Connection connection, long id, List<Statement> statements) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(STATEMENTS)) {
            setAll(statement, id, statements.stream().map(BundleWrites::row).toList());
            statement.executeUpdate();
        }
    }

    private static List<String> row(Statement statement) {
        List<String> row = new ArrayList<>(PackageColumns.of(statement.provider(), statement.version()));
        Platform platform = statement.platform();
        row.add(platform == null ? "" : platform.os());
        row.add(platform == null ? "" : platform.arch());
        row.add(statement.reason().replace('\0', '\ufffd'));
        row.add(statement.decision().wireName());
        return row;
    }

    private static List<String> row(PackageId id, String text) {
        return Stream.concat(PackageColumns.of(id).stream(), Stream.of(text)).toList();
    }

    /** The bundle's id, then an array of each column's values. */
    private static void setAll(PreparedStatement statement, long id, List<List<String>> rows) throws SQLException {
        statement.setLong(1, id);
        for (int i = 0; i < rows.get(0).size(); i++) {
            int column = i;
            Object[] values = rows.stream().map(row -> row.get(column)).toArray();
            statement.setArray(i + 2, statement.getConnection().createArrayOf("text", values));
        }
    }

    /** Whether the worker still holds the job; its row is locked then, to the transaction's end. */
    static boolean holds(Connection connection, long jobId, long epoch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select 1 from job where id = ? and lease_epoch = ? and status = 'running' for no key update")) {
            statement.setLong(1, jobId);
            statement.setLong(2, epoch);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }
}
