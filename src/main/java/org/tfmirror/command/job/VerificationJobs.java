package org.tfmirror.command.job;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.AuditLog;
import org.tfmirror.audit.Caller;
import org.tfmirror.catalog.PackageFilter;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.job.Job;
import org.tfmirror.job.JobKind;
import org.tfmirror.job.JobNotifications;

/**
 * Submits jobs on mirrored packages, one transaction each: jobs that verify them, and jobs that fetch their evidence.
 */
@ApplicationScoped
class VerificationJobs {

    /** As many as the largest job may have; a worker keeps the rest of a job in memory. */
    private static final int MAX_PACKAGES = 100_000;

    /** One statement, however large the catalog: its rows do not come here and go back again. */
    private static final String SUBMIT = """
            with chosen as materialized (
              select id, hostname, namespace, type, version, os, arch
              from mirrored_package
              where %s and %s
              limit :max + 1
            ), submitted as (
              insert into job (kind, created_by, total_items)
              select :kind, :created_by, count(*) from chosen having count(*) between 1 and :max
              returning id
            ), items as (
              insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch)
              select submitted.id, row_number() over (order by chosen.id) - 1,
                     hostname, namespace, type, version, os, arch
              from submitted cross join chosen
            )
            select (select count(*) from chosen), (select id from submitted)
            """;

    private final JobNotifications notifications;
    private final AuditLog audit;

    VerificationJobs(JobNotifications notifications, AuditLog audit) {
        this.notifications = notifications;
        this.audit = audit;
    }

    /** @throws CommandRefusedException where the catalog has no such package, or more than one job takes */
    @Transactional(rollbackOn = SQLException.class)
    long verify(Caller caller, PackageFilter filter, @Nullable String reason) throws SQLException {
        return submit(
                caller,
                filter,
                new What(JobKind.VERIFY, "true", Action.PACKAGE_VERIFY),
                reason,
                CommandRefusedException.conflict("nothing_to_verify", "no mirrored package matches"));
    }

    /** @throws CommandRefusedException where no such package lacks its evidence, or more than one job takes do */
    @Transactional(rollbackOn = SQLException.class)
    long evidence(Caller caller, PackageFilter filter) throws SQLException {
        return submit(
                caller,
                filter,
                new What(JobKind.EVIDENCE, "evidence is null", Action.PACKAGE_EVIDENCE),
                null,
                CommandRefusedException.conflict(
                        "no_evidence_missing", "no mirrored package that matches lacks its evidence"));
    }

    /** @param condition on the packages, beside the filter */
    private record What(JobKind kind, String condition, Action action) {}

    private long submit(
            Caller caller, PackageFilter filter, What what, @Nullable String reason, CommandRefusedException none)
            throws SQLException {
        Query query = Job.getEntityManager()
                .createNativeQuery(SUBMIT.formatted(filter.condition(), what.condition()))
                .setParameter("max", MAX_PACKAGES)
                .setParameter("kind", what.kind().wireName())
                .setParameter("created_by", caller.actor());
        filter.parameters().forEach(query::setParameter);
        Object[] submitted = (Object[]) query.getSingleResult();
        if (submitted[1] == null) {
            throw ((Number) submitted[0]).longValue() == 0
                    ? none
                    : CommandRefusedException.conflict(
                            "too_many_packages",
                            "more than %d packages in one job; name a source, a version or a platform"
                                    .formatted(MAX_PACKAGES));
        }
        notifications.send(JobNotifications.Notification.DUE);
        long jobId = ((Number) submitted[1]).longValue();
        String detail = "items=" + submitted[0] + (reason == null ? "" : " reason=" + reason);
        audit.done(caller, what.action(), "job/" + jobId, detail);
        return jobId;
    }
}
