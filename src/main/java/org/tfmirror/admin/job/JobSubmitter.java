package org.tfmirror.admin.job;

import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.SQLException;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Caller;
import org.tfmirror.command.job.JobCommands;
import org.tfmirror.job.JobSpec;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.web.InvalidRequestException;
import org.tfmirror.web.RequestCaller;

/** Turns a spec into a job and the answer that tells of it, once for each idempotency key. */
@Singleton
class JobSubmitter {

    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final JobCommands commands;
    private final JobReader reader;

    JobSubmitter(JobCommands commands, JobReader reader) {
        this.commands = commands;
        this.reader = reader;
    }

    /**
     * The key is read by hand: a parameter would not tell an empty one from none, which asks for no protection.
     *
     * @return 202 with the job and its address
     */
    Response submit(JobSpec spec, Action how, HttpHeaders headers, RoutingContext request) throws SQLException {
        long jobId = submit(RequestCaller.known(request), spec, headers, how);
        return Response.accepted(reader.job(jobId))
                .location(URI.create("/admin/api/jobs/" + jobId))
                .build();
    }

    private long submit(Caller caller, JobSpec spec, HttpHeaders headers, Action how) throws SQLException {
        try {
            return commands.submit(caller, spec, headers.getHeaderString(IDEMPOTENCY_KEY), how);
        } catch (InvalidNameException e) {
            throw new InvalidRequestException(IDEMPOTENCY_KEY, String.valueOf(e.getMessage()));
        }
    }
}
