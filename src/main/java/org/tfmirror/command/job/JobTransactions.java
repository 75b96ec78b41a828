package org.tfmirror.command.job;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.AuditLog;
import org.tfmirror.audit.Caller;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.job.IdempotencyKey;
import org.tfmirror.job.Job;
import org.tfmirror.job.JobControl;
import org.tfmirror.job.JobControl.Outcome;
import org.tfmirror.job.JobNotifications;
import org.tfmirror.job.JobSpec;
import org.tfmirror.provider.Sha256;

/** Submits, cancels and retries jobs, each in one transaction with its audit entry. */
@ApplicationScoped
class JobTransactions {

    private final JobNotifications notifications;
    private final JobControl control;
    private final OrderRecords records;
    private final AuditLog audit;

    JobTransactions(JobNotifications notifications, JobControl control, OrderRecords records, AuditLog audit) {
        this.notifications = notifications;
        this.control = control;
        this.records = records;
        this.audit = audit;
    }

    /** The result of a submit; {@code fresh} is false where the idempotency key named an earlier one. */
    record Submitted(long jobId, boolean fresh) {}

    /**
     * Stores the job and its items; or finds the one the key stands for.
     *
     * @param how the action in the audit
     */
    @Transactional(rollbackOn = SQLException.class)
    Submitted submit(Caller caller, JobSpec spec, @Nullable String idempotencyKey, Action how) throws SQLException {
        IdempotencyKey key =
                idempotencyKey == null ? null : new IdempotencyKey(idempotencyKey, digest(spec.canonicalText()));
        if (key != null) {
            Optional<Job> earlier = Job.submittedWith(caller.actor(), key.value());
            if (earlier.isPresent()) {
                if (!key.requestDigest().equals(earlier.get().requestDigest())) {
                    throw CommandRefusedException.keyReused(key.value());
                }
                audit.unchanged(caller, how, object(earlier.get().id()));
                return new Submitted(earlier.get().id(), false);
            }
        }
        Job job = Job.submit(caller.actor(), spec, key);
        Job.flush(); // so that a second request with the same key fails here, and not at the commit
        records.write(job.id(), spec);
        notifications.send(JobNotifications.Notification.DUE);
        audit.done(caller, how, object(job.id()), sizeOf(spec));
        return new Submitted(job.id(), true);
    }

    /** Stops a job, or asks its worker to. */
    @Transactional(rollbackOn = SQLException.class)
    Outcome cancel(Caller caller, long id) throws SQLException {
        return settle(
                caller,
                Action.JOB_CANCEL,
                id,
                control.cancel(id),
                CommandRefusedException.conflict("job_finished", "a finished job cannot be cancelled"));
    }

    /** Puts a job's failed and cancelled items back. */
    @Transactional(rollbackOn = SQLException.class)
    Outcome retry(Caller caller, long id) throws SQLException {
        return settle(
                caller,
                Action.JOB_RETRY,
                id,
                control.retry(id),
                CommandRefusedException.conflict("nothing_to_retry", "only a failed or cancelled job can be retried"));
    }

    private Outcome settle(Caller caller, Action action, long id, Outcome outcome, CommandRefusedException refusal)
            throws SQLException {
        switch (outcome) {
            case DONE -> audit.done(caller, action, object(id));
            case ALREADY -> audit.unchanged(caller, action, object(id));
            case REFUSED -> throw refusal;
            case UNKNOWN -> throw CommandRefusedException.unknownJob(id);
        }
        return outcome;
    }

    private static String sizeOf(JobSpec spec) {
        String items = "items=" + spec.packages().size();
        String size = spec.constraints().isEmpty()
                ? items
                : items + " constraints=" + spec.constraints().size();
        String listed = spec.listAsIs() ? size + " list_as_is=true" : size;
        return spec.waive() == null ? listed : listed + " waive=" + spec.waive();
    }

    private static String object(long id) {
        return "job/" + id;
    }

    private static String digest(String text) {
        return Sha256.hexOf(text.getBytes(StandardCharsets.UTF_8));
    }
}
