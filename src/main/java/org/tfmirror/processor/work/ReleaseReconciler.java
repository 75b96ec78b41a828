package org.tfmirror.processor.work;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.listing.Listing;
import org.tfmirror.catalog.listing.Releases;
import org.tfmirror.job.TransactionRetry;
import org.tfmirror.provider.PackageColumns;

/**
 * Adds release rows for versions that a replica of an earlier release has brought, by what jobs ordered of them, and
 * decides again about versions that wait. Thread-safe.
 */
public final class ReleaseReconciler {

    private static final Logger LOG = Logger.getLogger(ReleaseReconciler.class);

    /** Reads all items, because no index is by version; runs only where a version has no row. */
    private static final String ADOPT = """
            insert into release (hostname, namespace, type, version, listing_rule, ordered_platforms)
            select kept.hostname, kept.namespace, kept.type, kept.version,
                   case when bool_or(job.list_as_is) then 'as_is' else 'complete' end,
                   coalesce(array_agg(distinct item.os || '_' || item.arch) filter (where job.kind = 'download'), '{}')
            from mirrored_package kept
            left join job_item item on item.hostname = kept.hostname and item.namespace = kept.namespace
              and item.type = kept.type and item.version = kept.version
            left join job on job.id = item.job_id
            where kept.hostname = ? and kept.namespace = ? and kept.type = ? and kept.version = ?
            group by kept.hostname, kept.namespace, kept.type, kept.version
            on conflict on constraint release_pkey do nothing
            """;

    private static final String WITHOUT_ROW = """
            select distinct hostname, namespace, type, version from mirrored_package kept
            where not exists (
              select from release
              where release.hostname = kept.hostname and release.namespace = kept.namespace
                and release.type = kept.type and release.version = kept.version)
            """;

    private static final String WAITING = """
            select hostname, namespace, type, version from release
            where listed_at is null and exists (
              select from mirrored_package kept
              where kept.hostname = release.hostname and kept.namespace = release.namespace
                and kept.type = release.type and kept.version = release.version)
            """;

    /** An order that has brought nothing for longer than anybody waits, or a version that the other replica removed. */
    private static final String FORGET = """
            delete from release
            where (listed_at is not null or ordered_at < now() - interval '30 days') and not exists (
              select from mirrored_package kept
              where kept.hostname = release.hostname and kept.namespace = release.namespace
                and kept.type = release.type and kept.version = release.version)
            """;

    private final DataSource dataSource;
    private final Releases releases = new Releases();

    public ReleaseReconciler(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Lists complete versions, from the lowest upwards, each in a transaction of its own.
     *
     * @return how many versions it listed or forgot
     */
    public int run() throws SQLException {
        int changed = 0;
        for (ReleaseId each : find(WITHOUT_ROW)) {
            changed += decideAlone(each);
        }
        for (ReleaseId each : find(WAITING)) {
            changed += decideAlone(each);
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(FORGET)) {
            return changed + statement.executeUpdate();
        }
    }

    private List<ReleaseId> find(String sql) throws SQLException {
        List<ReleaseId> found = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(ReleaseId.read(rows));
            }
        }
        // A version that is listed is the next lower one of those above it.
        found.sort(Comparator.comparing(ReleaseId::provider).thenComparing(ReleaseId::version));
        return found;
    }

    private int decideAlone(ReleaseId id) throws SQLException {
        Optional<Listing> listing = TransactionRetry.run(() -> {
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(false);
                boolean written = false;
                try {
                    Optional<Listing> decided = decide(releases, connection, id);
                    connection.commit();
                    written = true;
                    return decided;
                } finally {
                    if (!written) {
                        connection.rollback();
                    }
                    connection.setAutoCommit(true);
                }
            }
        });
        listing.filter(Listing::listed)
                .ifPresent(listed -> LOG.infof("version listed release=%s warnings=%s", id, listed.warnings()));
        return listing.filter(Listing::listed).isPresent() ? 1 : 0;
    }

    /** Decides whether the version is listed, after giving it a row if it has none; empty where it has no package. */
    static Optional<Listing> decide(Releases releases, Connection connection, ReleaseId id) throws SQLException {
        Optional<Listing> decided = releases.decide(connection, id);
        if (decided.isPresent()) {
            return decided;
        }
        try (PreparedStatement statement = connection.prepareStatement(ADOPT)) {
            PackageColumns.set(statement, 0, PackageColumns.of(id.provider(), id.version()));
            statement.executeUpdate();
        }
        return releases.decide(connection, id);
    }
}
