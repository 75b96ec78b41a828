package org.tfmirror.command.bundle;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.AuditLog;
import org.tfmirror.audit.Caller;
import org.tfmirror.bundle.BundleEntry;
import org.tfmirror.bundle.BundleWrites;
import org.tfmirror.bundle.Manifest;
import org.tfmirror.catalog.stored.StoredPackages.Brief;
import org.tfmirror.command.job.OrderRecords;
import org.tfmirror.job.JobKind;
import org.tfmirror.job.JobNotifications;
import org.tfmirror.job.JobSpec;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.MirrorLayout;

/** Submits the jobs that pack and import bundles, one transaction each. */
@ApplicationScoped
class BundleJobs {

    private static final String SUBMIT = """
            with wanted as materialized (
              select * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                with ordinality as listed (hostname, namespace, type, version, os, arch, nth)
            ), submitted as (
              insert into job (kind, created_by, waive_reason, total_items)
              select ?, ?, ?, count(*) from wanted
              returning id
            ), items as (
              insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch)
              select submitted.id, nth - 1, hostname, namespace, type, version, os, arch
              from submitted cross join wanted
            )
            select id from submitted
            """;

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
            long id = submit(connection, JobKind.EXPORT, caller, packages, null);
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

    /** @param folder where the bundle's files are in the bucket */
    @Transactional(rollbackOn = Exception.class)
    long importing(Caller caller, String folder, Manifest manifest, @Nullable String waive) throws SQLException {
        List<PackageId> packages = manifest.entries().stream()
                .sorted(Comparator.comparing(BundleEntry::part)
                        .thenComparing(each -> each.files().archive().offset()))
                .map(BundleEntry::id)
                .toList();
        try (Connection connection = dataSource.getConnection()) {
            long id = submit(connection, JobKind.IMPORT, caller, packages, waive);
            BundleWrites.addImport(connection, id, folder, caller.actor(), manifest);
            orders.write(id, new JobSpec(packages, List.of(), false));
            audit.done(
                    caller,
                    Action.BUNDLE_IMPORT,
                    "bundle/" + id,
                    "packages=%d source=%s serial=%d%s"
                            .formatted(
                                    packages.size(),
                                    manifest.origin().source(),
                                    manifest.origin().serial(),
                                    waived(waive)));
            return id;
        }
    }

    /** @param folder where the archives are in the bucket */
    @Transactional(rollbackOn = Exception.class)
    long adopt(Caller caller, String folder, List<PackageId> packages, @Nullable String waive) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            long id = submit(connection, JobKind.ADOPT, caller, packages, waive);
            BundleWrites.addAdoption(connection, id, folder, caller.actor());
            orders.write(id, new JobSpec(packages, List.of(), false));
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

    private long submit(
            Connection connection, JobKind kind, Caller caller, List<PackageId> packages, @Nullable String waive)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SUBMIT)) {
            List<List<String>> rows = packages.stream().map(PackageColumns::of).toList();
            int i = PackageColumns.setArrays(statement, rows, PackageColumns.PACKAGE);
            statement.setString(++i, kind.wireName());
            statement.setString(++i, caller.actor());
            statement.setString(++i, waive);
            try (ResultSet job = statement.executeQuery()) {
                job.next();
                notifications.send(JobNotifications.Notification.DUE);
                return job.getLong(1);
            }
        }
    }
}
