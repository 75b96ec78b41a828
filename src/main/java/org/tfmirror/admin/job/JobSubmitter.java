package org.tfmirror.admin.job;

import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.tfmirror.admin.job.JobCommands.Submitted;
import org.tfmirror.audit.Action;
import org.tfmirror.job.JobSpec;
import org.tfmirror.job.JobSubmitted;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.web.InvalidRequestException;

/** Turns spec into a job and the answer that tells of it, once for each idempotency key. */
@Singleton
class JobSubmitter {

    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final JobCommands commands;
    private final Event<JobSubmitted> submitted;

    JobSubmitter(JobCommands commands, Event<JobSubmitted> submitted) {
        this.commands = commands;
        this.submitted = submitted;
    }

    /**
     * The key is read by hand: a parameter would not tell an empty one from none, which asks for no protection.
     *
     * @return 202 with the job and its address
     */
    Response submit(JobSpec spec, Action how, HttpHeaders headers, SecurityContext caller) throws SQLException {
        Submitted job =
                submit(caller.getUserPrincipal().getName(), spec, headers.getHeaderString(IDEMPOTENCY_KEY), how);
        if (job.fresh()) {
            submitted.fire(new JobSubmitted(job.jobId()));
        }
        return Response.accepted(commands.job(job.jobId()))
                .location(URI.create("/admin/api/jobs/" + job.jobId()))
                .build();
    }

    private Submitted submit(String caller, JobSpec spec, @Nullable String idempotencyKey, Action how)
            throws SQLException {
        try {
            return commands.submit(caller, spec, idempotencyKey, how);
        } catch (InvalidNameException e) {
            throw new InvalidRequestException(IDEMPOTENCY_KEY, String.valueOf(e.getMessage()));
        } catch (PersistenceException e) {
            if (idempotencyKey == null) {
                throw e;
            }
            // Two requests with one key at once: the other has won, and this one finds its job.
            return commands.submit(caller, spec, idempotencyKey, how);
        }
    }
}
