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
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.Statement.Decision;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.Platform;

/** What other mirrors' operators have decided about packages, and what became of it here. Thread-safe. */
@Singleton
public class BundleStatements {

    private static final String LIST = """
            select * from (
              select said.*, mine.source, kept.id as package_id, held.status as decided_here,
                     exists (select from bundle newer
                             where newer.source = mine.source and newer.serial > mine.serial) as superseded,
                     coalesce(case said.decision
                       when 'block' then kept.blocked and (kept.blocked_source is distinct from mine.source
                                                           or coalesce(kept.blocked_reason, '') = said.reason)
                       when 'unblock' then not (kept.blocked and kept.blocked_source is not distinct from mine.source)
                       when 'reject' then held.status = 'rejected'
                       when 'waive' then held.status = 'waived' end, false) as in_force
              from bundle_statement said
              join bundle mine on mine.id = said.bundle_id
              left join mirrored_package kept on kept.hostname = said.hostname and kept.namespace = said.namespace
                and kept.type = said.type and kept.version = said.version and kept.os = said.os and kept.arch = said.arch
              left join version_hold held on held.hostname = said.hostname and held.namespace = said.namespace
                and held.type = said.type and held.version = said.version
              where said.bundle_id = ?) listed
            where %s
            order by id limit ?
            """;
    private static final String FOLLOWING = "id > ?";

    /** As {@link Said#canBeAccepted}. */
    private static final String ACCEPTABLE = """
            accepted_by is null and not superseded and not in_force
              and (package_id is not null or decision not in ('block', 'unblock'))
            """;

    private static final String NAMED = ACCEPTABLE + " and id = any (?)";
    private static final String NOT_AGAINST_US = ACCEPTABLE + """
             and not (decision = 'waive' and decided_here is not distinct from 'rejected')
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
     * @param inForce whether it is so here already, by whomever: accepted from an earlier bundle, or decided by our own
     */
    public record Said(
            long id,
            Statement statement,
            String source,
            @Nullable String acceptedBy,
            @Nullable Instant acceptedAt,
            @Nullable Long packageId,
            boolean superseded,
            boolean inForce) {

        /** Whether accepting it would change anything. */
        public boolean canBeAccepted() {
            return acceptedBy == null
                    && !superseded
                    && !inForce
                    && (packageId != null || !statement.decision().isOfPackage());
        }
    }

    /**
     * Lists what a bundle says.
     *
     * @param after the id that the page before ended with; 0 for the first page
     */
    public List<Said> of(long bundle, long after, int limit) throws SQLException {
        return list(LIST.formatted(FOLLOWING), (connection, statement) -> {
            statement.setLong(1, bundle);
            statement.setLong(2, after);
            statement.setInt(3, limit);
        });
    }

    /** Lists what can be accepted, without what would lift a rejection here. */
    public List<Said> acceptable(long bundle, int limit) throws SQLException {
        return list(LIST.formatted(NOT_AGAINST_US), (connection, statement) -> {
            statement.setLong(1, bundle);
            statement.setInt(2, limit);
        });
    }

    /** Lists what can be accepted of those that are named. */
    public List<Said> acceptable(long bundle, Set<Long> ids, int limit) throws SQLException {
        return list(LIST.formatted(NAMED), (connection, statement) -> {
            statement.setLong(1, bundle);
            statement.setArray(2, connection.createArrayOf("bigint", ids.toArray()));
            statement.setInt(3, limit);
        });
    }

    private interface Parameters {
        void set(Connection connection, PreparedStatement statement) throws SQLException;
    }

    private List<Said> list(String sql, Parameters parameters) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            parameters.set(connection, statement);
            List<Said> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(said(rows));
                }
            }
            return found;
        }
    }

    private static Said said(ResultSet row) throws SQLException {
        Timestamp at = row.getTimestamp("accepted_at");
        long packageId = row.getLong("package_id");
        return new Said(
                row.getLong("id"),
                read(row),
                row.getString("source"),
                row.getString("accepted_by"),
                at == null ? null : at.toInstant(),
                packageId == 0 ? null : packageId,
                row.getBoolean("superseded"),
                row.getBoolean("in_force"));
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
