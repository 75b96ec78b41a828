package org.tfmirror.command;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.AuditLog;
import org.tfmirror.audit.Caller;
import org.tfmirror.catalog.PackageFilter;
import org.tfmirror.job.Job;
import org.tfmirror.job.JobNotifications;

/** Submits jobs that read packages' objects again, one transaction each. */
@ApplicationScoped
class VerificationJobs {

    /** As many as the largest job may have; a worker keeps what is left of a job in memory. */
    private static final int MAX_PACKAGES = 100_000;

    /** One statement, however large the catalog: its rows do not come here and go back again. */
    private static final String SUBMIT = """
            with chosen as materialized (
              select id, hostname, namespace, type, version, os, arch
              from mirrored_package
              where %s
              limit :max + 1
            ), submitted as (
              insert into job (kind, created_by, total_items)
              select 'verify', :created_by, count(*) from chosen having count(*) between 1 and :max
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
    long submit(Caller caller, PackageFilter filter) throws SQLException {
        Query query = Job.getEntityManager()
                .createNativeQuery(SUBMIT.formatted(filter.condition()))
                .setParameter("max", MAX_PACKAGES)
                .setParameter("created_by", caller.actor());
        filter.parameters().forEach(query::setParameter);
        Object[] submitted = (Object[]) query.getSingleResult();
        if (submitted[1] == null) {
            throw ((Number) submitted[0]).longValue() == 0
                    ? CommandRefusedException.conflict("nothing_to_verify", "the catalog has no such package")
                    : CommandRefusedException.conflict(
                            "too_many_packages",
                            "more than %d packages in one job; name a source, a version or a platform"
                                    .formatted(MAX_PACKAGES));
        }
        notifications.send(JobNotifications.Notification.DUE);
        long jobId = ((Number) submitted[1]).longValue();
        audit.done(caller, Action.PACKAGE_VERIFY, "job/" + jobId, "items=" + submitted[0]);
        return jobId;
    }
}
