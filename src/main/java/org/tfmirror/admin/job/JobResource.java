package org.tfmirror.admin.job;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Event;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.job.ItemStatus;
import org.tfmirror.job.JobCancelRequested;
import org.tfmirror.job.JobStatus;
import org.tfmirror.job.JobSubmitted;
import org.tfmirror.job.TransactionRetry;
import org.tfmirror.job.progress.JobItems;
import org.tfmirror.web.AcceptsQuery;
import org.tfmirror.web.ParameterReader;

/** Download jobs: submit, look, cancel, retry. */
@Path("/admin/api/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class JobResource {

    private final JobRequestParser parser;
    private final JobSubmitter submission;
    private final JobCommands commands;
    private final Event<JobSubmitted> submitted;
    private final Event<JobCancelRequested> cancelRequested;

    JobResource(
            JobRequestParser parser,
            JobSubmitter submission,
            JobCommands commands,
            Event<JobSubmitted> submitted,
            Event<JobCancelRequested> cancelRequested) {
        this.parser = parser;
        this.submission = submission;
        this.commands = commands;
        this.submitted = submitted;
        this.cancelRequested = cancelRequested;
    }

    @POST
    @RolesAllowed("admin")
    @Audited(action = Action.JOB_SUBMIT, object = "job")
    @Parameter(name = JobSubmitter.IDEMPOTENCY_KEY, in = ParameterIn.HEADER, schema = @Schema(type = SchemaType.STRING))
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = JobView.class)))
    public Response submit(@Nullable JobRequest request, @Context HttpHeaders headers, @Context SecurityContext caller)
            throws SQLException {
        return submission.submit(parser.parse(request), Action.JOB_SUBMIT, headers, caller);
    }

    @GET
    @AcceptsQuery({"status", "limit", "after"})
    @RolesAllowed({"viewer", "admin"})
    public JobPage list(
            @QueryParam("status") @Nullable String status,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        ParameterReader reader = new ParameterReader();
        JobStatus wanted = reader.read("status", status, JobStatus::parse);
        Long before = reader.after(after);
        int size = reader.limit(limit);
        reader.refuseIfWrong();
        return commands.newest(wanted, before, size);
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({"viewer", "admin"})
    public JobView job(@PathParam("id") String id) throws SQLException {
        return commands.job(ParameterReader.id(id));
    }

    @GET
    @Path("/{id}/items")
    @AcceptsQuery({"status", "limit", "after"})
    @RolesAllowed({"viewer", "admin"})
    public JobItemPage items(
            @PathParam("id") String id,
            @QueryParam("status") @Nullable String status,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after)
            throws SQLException {
        ParameterReader reader = new ParameterReader();
        ItemStatus wanted = reader.read("status", status, ItemStatus::parse);
        Long before = reader.after(after);
        int size = reader.limit(limit, JobItems.MAX_PAGE, JobItems.MAX_PAGE);
        reader.refuseIfWrong();
        return commands.items(ParameterReader.id(id), wanted, before == null ? 0 : before, size);
    }

    @POST
    @Path("/{id}/cancel")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed("admin")
    @Audited(action = Action.JOB_CANCEL, object = "job/{id}")
    public JobView cancel(@PathParam("id") String id) throws SQLException {
        long jobId = ParameterReader.id(id);
        TransactionRetry.run(() -> commands.cancel(jobId));
        cancelRequested.fire(new JobCancelRequested(jobId));
        return commands.job(jobId);
    }

    @POST
    @Path("/{id}/retry")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed("admin")
    @Audited(action = Action.JOB_RETRY, object = "job/{id}")
    public JobView retry(@PathParam("id") String id) throws SQLException {
        long jobId = ParameterReader.id(id);
        TransactionRetry.run(() -> commands.retry(jobId));
        submitted.fire(new JobSubmitted(jobId));
        return commands.job(jobId);
    }
}
