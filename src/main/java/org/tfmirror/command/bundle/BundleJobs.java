package org.tfmirror.command.bundle;

import io.quarkus.narayana.jta.runtime.TransactionConfiguration;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.AuditLog;
import org.tfmirror.audit.Caller;
import org.tfmirror.bundle.BundleWrites;
import org.tfmirror.bundle.ManifestFile;
import org.tfmirror.bundle.ManifestHead;
import org.tfmirror.bundle.ManifestInvalidException;
import org.tfmirror.catalog.stored.StoredPackages.Brief;
import org.tfmirror.command.job.OrderRecords;
import org.tfmirror.job.JobKind;
import org.tfmirror.job.JobNotifications;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.MirrorLayout;

/** Submits the jobs that pack and import bundles, one transaction each. */
@ApplicationScoped
class BundleJobs {

    private static final String JOB =
            "insert into job (kind, created_by, waive_reason, total_items) values (?, ?, ?, ?) returning id";
    private static final String ITEMS = """
            insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch)
            select job, before + nth - 1, hostname, namespace, type, version, os, arch
            from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
              with ordinality as listed (hostname, namespace, type, version, os, arch, nth),
              (values (?::bigint, ?::bigint)) given (job, before)
            """;

    /** As their archives lie in the parts. */
    private static final String ITEMS_OF_BUNDLE = """
            insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch)
            select bundle_id,
                   row_number() over (order by entry::json ->> 'part', (entry::json #>> '{archive,offset}')::bigint) - 1,
                   hostname, namespace, type, version, os, arch
            from bundle_entry where bundle_id = ?
            """;

    /** The rows of one statement, so that it needs little memory. */
    private static final int SOME = 1000;

    private final DataSource dataSource;
    private final JobNotifications notifications;
    private final MirrorLayout layout;
    private final OrderRecords orders;
    private final AuditLog audit;

    BundleJobs(
            DataSource dataSource,
            JobNotifications notifications,
            MirrorLayout layout,
            OrderRecords orders,
            AuditLog audit) {
        this.dataSource = dataSource;
        this.notifications = notifications;
        this.layout = layout;
        this.orders = orders;
        this.audit = audit;
    }

    @Transactional(rollbackOn = Exception.class)
    long export(Caller caller, BundlePlan plan) throws SQLException {
        List<PackageId> packages = Stream.concat(plan.packages().stream().map(Brief::id), plan.unknown().stream())
                .toList();
        try (Connection connection = dataSource.getConnection()) {
            long id = submit(connection, JobKind.EXPORT, caller, packages.size(), null);
            addItems(connection, id, packages);
            BundleWrites.addExport(
                    connection,
                    id,
                    layout.bundleFolder(Long.toString(id)),
                    caller.actor(),
                    plan.partSize(),
                    plan.base());
            audit.done(caller, Action.BUNDLE_EXPORT, "bundle/" + id, "packages=" + packages.size());
            return id;
        }
    }

    /**
     * A hundred thousand packages take longer than a transaction may by default, where the machine is busy.
     *
     * @param folder where the bundle's files are in the bucket
     */
    @Transactional(rollbackOn = Exception.class)
    @TransactionConfiguration(timeout = 600)
    long importing(Caller caller, String folder, ManifestFile manifest, @Nullable String waive)
            throws SQLException, ManifestInvalidException {
        ManifestHead.Origin origin = manifest.head().origin();
        try (Connection connection = dataSource.getConnection()) {
            long id = submit(connection, JobKind.IMPORT, caller, manifest.packages(), waive);
            BundleWrites.addImport(connection, id, folder, caller.actor(), manifest);
            try (PreparedStatement statement = connection.prepareStatement(ITEMS_OF_BUNDLE)) {
                statement.setLong(1, id);
                statement.executeUpdate();
            }
            orders.writeItems(id);
            audit.done(
                    caller,
                    Action.BUNDLE_IMPORT,
                    "bundle/" + id,
                    "packages=%d source=%s serial=%d%s"
                            .formatted(manifest.packages(), origin.source(), origin.serial(), waived(waive)));
            return id;
        }
    }

    /** @param folder where the archives are in the bucket */
    @Transactional(rollbackOn = Exception.class)
    long adopt(Caller caller, String folder, List<PackageId> packages, @Nullable String waive) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            long id = submit(connection, JobKind.ADOPT, caller, packages.size(), waive);
            addItems(connection, id, packages);
            BundleWrites.addAdoption(connection, id, folder, caller.actor());
            orders.writeItems(id);
            audit.done(caller, Action.PACKAGE_ADOPT, "job/" + id, "packages=" + packages.size() + waived(waive));
            return id;
        }
    }

    private static String waived(@Nullable String reason) {
        return reason == null ? "" : " waive=" + reason;
    }

    /** Writes down that a file of a bundle was uploaded. */
    @Transactional(rollbackOn = Exception.class)
    void uploaded(Caller caller, String file, long bytes) throws SQLException {
        audit.done(caller, Action.BUNDLE_UPLOAD, "bundle/import/" + file, "bytes=" + bytes);
    }

    private long submit(Connection connection, JobKind kind, Caller caller, int items, @Nullable String waive)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(JOB)) {
            statement.setString(1, kind.wireName());
            statement.setString(2, caller.actor());
            statement.setString(3, waive);
            statement.setInt(4, items);
            try (ResultSet job = statement.executeQuery()) {
                job.next();
                notifications.send(JobNotifications.Notification.DUE);
                return job.getLong(1);
            }
        }
    }

    private static void addItems(Connection connection, long id, List<PackageId> packages) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ITEMS)) {
            for (int done = 0; done < packages.size(); done += SOME) {
                List<List<String>> rows = packages.subList(done, Math.min(done + SOME, packages.size())).stream()
                        .map(PackageColumns::of)
                        .toList();
                int i = PackageColumns.setArrays(statement, rows, PackageColumns.PACKAGE);
                statement.setLong(++i, id);
                statement.setLong(++i, done);
                statement.executeUpdate();
            }
        }
    }
}
