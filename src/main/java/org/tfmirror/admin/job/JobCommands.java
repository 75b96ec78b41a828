package org.tfmirror.admin.job;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tfmirror.admin.Page;
import org.tfmirror.admin.RefusedRequestException;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.AuditLog;
import org.tfmirror.job.IdempotencyKey;
import org.tfmirror.job.ItemStatus;
import org.tfmirror.job.Job;
import org.tfmirror.job.JobControl;
import org.tfmirror.job.JobControl.Outcome;
import org.tfmirror.job.JobNotifications;
import org.tfmirror.job.JobSpec;
import org.tfmirror.job.JobStatus;
import org.tfmirror.job.progress.JobItems;
import org.tfmirror.provider.Sha256;

/** Reads, submits and moves jobs, one transaction each; who moved one is written down in it. */
@ApplicationScoped
class JobCommands {

    private final JobNotifications notifications;
    private final JobControl control;
    private final OrderRecords records;
    private final AuditLog audit;
    private final JobItems items;

    JobCommands(
            JobNotifications notifications, JobControl control, OrderRecords records, AuditLog audit, JobItems items) {
        this.notifications = notifications;
        this.control = control;
        this.records = records;
        this.audit = audit;
        this.items = items;
    }

    /** What a submit came to; {@code fresh} is false where the idempotency key named an earlier one. */
    record Submitted(long jobId, boolean fresh) {}

    /**
     * Stores the job and its items; or finds the one the key stands for.
     *
     * @param how as what it is audited
     */
    @Transactional(rollbackOn = SQLException.class)
    Submitted submit(String createdBy, JobSpec spec, @Nullable String idempotencyKey, Action how) throws SQLException {
        IdempotencyKey key =
                idempotencyKey == null ? null : new IdempotencyKey(idempotencyKey, digest(spec.canonicalText()));
        if (key != null) {
            Optional<Job> earlier = Job.submittedWith(createdBy, key.value());
            if (earlier.isPresent()) {
                if (!key.requestDigest().equals(earlier.get().requestDigest())) {
                    throw RefusedRequestException.keyReused(key.value());
                }
                audit.unchanged(how, object(earlier.get().id()));
                return new Submitted(earlier.get().id(), false);
            }
        }
        Job job = Job.submit(createdBy, spec, key);
        Job.flush(); // so that a second request with the same key fails here, and not at the commit
        records.write(job.id(), spec);
        notifications.send(JobNotifications.Notification.DUE);
        audit.done(how, object(job.id()), sizeOf(spec));
        return new Submitted(job.id(), true);
    }

    /** Stops a job, or asks its worker to. */
    @Transactional(rollbackOn = SQLException.class)
    Outcome cancel(long id) throws SQLException {
        return settle(control.cancel(id), Action.JOB_CANCEL, id, "job_finished", "a finished job cannot be cancelled");
    }

    /** Puts a job's failed and cancelled items back. */
    @Transactional(rollbackOn = SQLException.class)
    Outcome retry(long id) throws SQLException {
        return settle(
                control.retry(id),
                Action.JOB_RETRY,
                id,
                "nothing_to_retry",
                "only a failed or cancelled job can be retried");
    }

    private Outcome settle(Outcome outcome, Action action, long id, String code, String message) throws SQLException {
        switch (outcome) {
            case DONE -> audit.done(action, object(id));
            case ALREADY -> audit.unchanged(action, object(id));
            case REFUSED -> throw RefusedRequestException.conflict(code, message);
            case UNKNOWN -> throw RefusedRequestException.unknownJob(id);
        }
        return outcome;
    }

    private static String sizeOf(JobSpec spec) {
        String items = "items=" + spec.packages().size();
        String size = spec.constraints().isEmpty()
                ? items
                : items + " constraints=" + spec.constraints().size();
        return spec.listAsIs() ? size + " list_as_is=true" : size;
    }

    private static String object(long id) {
        return "job/" + id;
    }

    /** The job with its first items, all as at one moment. */
    @Transactional(rollbackOn = SQLException.class)
    JobView job(long id) throws SQLException {
        Job.getEntityManager()
                .createNativeQuery("set transaction isolation level repeatable read, read only")
                .executeUpdate();
        return Job.<Job>findByIdOptional(id)
                .map(JobView::withoutItems)
                .orElseThrow(() -> RefusedRequestException.unknownJob(id))
                .with(JobItemPage.of(items.page(id, null, 0, JobItems.MAX_PAGE)));
    }

    /**
     * Some items of the job, in the order they run.
     *
     * @param status null for any
     * @param after what the page before gave as next; 0 for the first page
     */
    @Transactional(rollbackOn = SQLException.class)
    JobItemPage items(long id, @Nullable ItemStatus status, long after, int limit) throws SQLException {
        if (Job.count("id", id) == 0) {
            throw RefusedRequestException.unknownJob(id);
        }
        return JobItemPage.of(items.page(id, status, after, limit));
    }

    @Transactional
    JobPage newest(@Nullable JobStatus status, @Nullable Long before, int limit) {
        List<JobView> jobs = Job.newest(status, before, limit + 1).stream()
                .map(JobView::withoutItems)
                .toList();
        Page<JobView> page = Page.of(jobs, limit, JobView::id);
        return new JobPage(page.rows(), page.next());
    }

    private static String digest(String text) {
        return Sha256.hexOf(text.getBytes(StandardCharsets.UTF_8));
    }
}
