package org.tfmirror.bundle;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.Statement.Decision;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.Platform;

/** What other mirrors' operators have decided about packages, and what became of it here. Thread-safe. */
@Singleton
public class BundleStatements {

    private static final String LIST = """
            select said.id, said.hostname, said.namespace, said.type, said.version, said.os, said.arch, said.reason, said.decision, mine.source,
                   said.accepted_by, said.accepted_at, kept.id as package_id,
                   exists (select from bundle newer
                           where newer.source = mine.source and newer.serial > mine.serial) as superseded
            from bundle_statement said
            join bundle mine on mine.id = said.bundle_id
            left join mirrored_package kept on kept.hostname = said.hostname and kept.namespace = said.namespace
              and kept.type = said.type and kept.version = said.version and kept.os = said.os and kept.arch = said.arch
            where said.bundle_id = ?
            order by said.id
            """;
    private static final String ACCEPT =
            "update bundle_statement set accepted_by = ?, accepted_at = now() where id = ? and accepted_by is null";

    private final DataSource dataSource;

    public BundleStatements(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * What was decided about a package or a version.
     *
     * @param source the key of the mirror whose operators have
     * @param packageId the package's id here; null where it is not mirrored, or the statement is about a version
     * @param superseded whether a bundle that its source packed later was imported: its statements count instead
     */
    public record Said(
            long id,
            Statement statement,
            String source,
            @Nullable String acceptedBy,
            @Nullable Instant acceptedAt,
            @Nullable Long packageId,
            boolean superseded) {

        /** Whether accepting it would change anything. */
        public boolean canBeAccepted() {
            return acceptedBy == null
                    && !superseded
                    && (packageId != null || !statement.decision().isOfPackage());
        }
    }

    public List<Said> of(long bundle) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(LIST)) {
            statement.setLong(1, bundle);
            List<Said> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Timestamp at = rows.getTimestamp("accepted_at");
                    long packageId = rows.getLong("package_id");
                    found.add(new Said(
                            rows.getLong("id"),
                            read(rows),
                            rows.getString("source"),
                            rows.getString("accepted_by"),
                            at == null ? null : at.toInstant(),
                            packageId == 0 ? null : packageId,
                            rows.getBoolean("superseded")));
                }
            }
            return found;
        }
    }

    private static Statement read(ResultSet row) throws SQLException {
        Decision decision = Decision.parse(row.getString("decision"));
        return new Statement(
                decision,
                PackageColumns.readProvider(row),
                PackageColumns.readVersion(row),
                decision.isOfPackage() ? new Platform(row.getString("os"), row.getString("arch")) : null,
                row.getString("reason"));
    }

    /** Notes that somebody accepted it; false where somebody has before. */
    public boolean accept(long statementId, String by) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(ACCEPT)) {
            statement.setString(1, by);
            statement.setLong(2, statementId);
            return statement.executeUpdate() == 1;
        }
    }
}
