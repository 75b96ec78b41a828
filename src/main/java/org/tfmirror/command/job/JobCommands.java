package org.tfmirror.command.job;

import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Caller;
import org.tfmirror.catalog.PackageFilter;
import org.tfmirror.command.job.JobTransactions.Submitted;
import org.tfmirror.job.JobCancelRequested;
import org.tfmirror.job.JobSpec;
import org.tfmirror.job.JobSubmitted;
import org.tfmirror.job.TransactionRetry;

/** Submits, cancels and retries jobs, for operators. The processor hears of each command after its commit. */
@Singleton
public class JobCommands {

    private final JobTransactions jobs;
    private final VerificationJobs verification;
    private final Event<JobSubmitted> submitted;
    private final Event<JobCancelRequested> cancelRequested;

    JobCommands(
            JobTransactions jobs,
            VerificationJobs verification,
            Event<JobSubmitted> submitted,
            Event<JobCancelRequested> cancelRequested) {
        this.jobs = jobs;
        this.verification = verification;
        this.submitted = submitted;
        this.cancelRequested = cancelRequested;
    }

    /**
     * Stores the job and its items, once for each idempotency key of a caller.
     *
     * @param how the action in the audit
     * @return the job's id; an earlier job's where the key stands for it
     * @throws org.tfmirror.provider.InvalidNameException where the key is not valid
     */
    public long submit(Caller caller, JobSpec spec, @Nullable String idempotencyKey, Action how) throws SQLException {
        Submitted job = submitOnce(caller, spec, idempotencyKey, how);
        if (job.fresh()) {
            submitted.fire(new JobSubmitted(job.jobId()));
        }
        return job.jobId();
    }

    private Submitted submitOnce(Caller caller, JobSpec spec, @Nullable String idempotencyKey, Action how)
            throws SQLException {
        try {
            return jobs.submit(caller, spec, idempotencyKey, how);
        } catch (PersistenceException e) {
            if (idempotencyKey == null) {
                throw e;
            }
            // Two commands with one key at once: the other has won, and this one finds its job.
            return jobs.submit(caller, spec, idempotencyKey, how);
        }
    }

    /** Submits a job that judges these packages and reads their objects again; its id. */
    public long verify(Caller caller, PackageFilter packages) throws SQLException {
        return verify(caller, packages, null);
    }

    /** The same, with a reason for other operators, which is kept in the audit. */
    public long verify(Caller caller, PackageFilter packages, @Nullable String reason) throws SQLException {
        long jobId = verification.verify(caller, packages, reason);
        submitted.fire(new JobSubmitted(jobId));
        return jobId;
    }

    /** Submits a job that fetches what vouches for those of these packages that lack it; its id. */
    public long fetchEvidence(Caller caller, PackageFilter packages) throws SQLException {
        long jobId = verification.evidence(caller, packages);
        submitted.fire(new JobSubmitted(jobId));
        return jobId;
    }

    /** Stops a job, or asks its worker to. Repeating it changes nothing. */
    public void cancel(Caller caller, long jobId) throws SQLException {
        TransactionRetry.run(() -> jobs.cancel(caller, jobId));
        cancelRequested.fire(new JobCancelRequested(jobId));
    }

    /** Puts a job's failed and cancelled items back. Repeating it changes nothing. */
    public void retry(Caller caller, long jobId) throws SQLException {
        TransactionRetry.run(() -> jobs.retry(caller, jobId));
        submitted.fire(new JobSubmitted(jobId));
    }
}
