package org.tfmirror.admin.job;

import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
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
import java.sql.SQLException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.command.job.JobCommands;
import org.tfmirror.job.ItemStatus;
import org.tfmirror.job.Job;
import org.tfmirror.job.JobSpec;
import org.tfmirror.job.JobStatus;
import org.tfmirror.job.progress.JobItems;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.submission.JobPreview;
import org.tfmirror.submission.JobPreviewer;
import org.tfmirror.submission.JobRequest;
import org.tfmirror.submission.JobRequestParser;
import org.tfmirror.web.AcceptsQuery;
import org.tfmirror.web.ParameterReader;
import org.tfmirror.web.RequestCaller;

/** Download jobs: submit, look, cancel, retry. */
@Path("/admin/api/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class JobResource {

    /** What makes jobs. */
    private static final List<String> ORIGINS = List.of("operator", "on_demand");

    private final JobRequestParser parser;
    private final JobSubmitter submission;
    private final JobCommands commands;
    private final JobReader reader;
    private final JobPreviewer previewer;

    JobResource(
            JobRequestParser parser,
            JobSubmitter submission,
            JobCommands commands,
            JobReader reader,
            JobPreviewer previewer) {
        this.parser = parser;
        this.previewer = previewer;
        this.submission = submission;
        this.commands = commands;
        this.reader = reader;
    }

    /** With {@code dry_run=true} only says what the job would do: which packages it would fetch, and which are there. */
    @POST
    @AcceptsQuery("dry_run")
    @RolesAllowed("admin")
    @Audited(action = Action.JOB_SUBMIT, object = "job")
    @Parameter(name = JobSubmitter.IDEMPOTENCY_KEY, in = ParameterIn.HEADER, schema = @Schema(type = SchemaType.STRING))
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = JobView.class)))
    @APIResponse(
            responseCode = "200",
            description = "What the job would do: nothing was submitted",
            content = @Content(schema = @Schema(implementation = JobPreview.class)))
    public Response submit(
            @Nullable JobRequest job,
            @QueryParam("dry_run") @Nullable String dryRun,
            @Context HttpHeaders headers,
            @Context RoutingContext request)
            throws SQLException {
        ParameterReader parameters = new ParameterReader();
        boolean only = Boolean.TRUE.equals(parameters.bool("dry_run", dryRun));
        parameters.refuseIfWrong();
        JobSpec spec = parser.parse(job);
        return only
                ? Response.ok(previewer.preview(spec)).build()
                : submission.submit(spec, Action.JOB_SUBMIT, headers, request);
    }

    @GET
    @AcceptsQuery({"status", "origin", "asked_by", "limit", "after"})
    @RolesAllowed({"viewer", "admin"})
    public JobPage list(
            @QueryParam("status") @Nullable String status,
            @QueryParam("origin") @Nullable String origin,
            @QueryParam("asked_by") @Nullable String askedBy,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        ParameterReader parameters = new ParameterReader();
        Job.Filter wanted = new Job.Filter(
                parameters.read("status", status, JobStatus::parse),
                parameters.read("origin", origin, JobResource::origin),
                parameters.text("asked_by", askedBy));
        Long before = parameters.after(after);
        int size = parameters.limit(limit);
        parameters.refuseIfWrong();
        return reader.newest(wanted, before, size);
    }

    private static String origin(String text) {
        if (!ORIGINS.contains(text)) {
            throw new InvalidNameException(text, "one of " + String.join(", ", ORIGINS));
        }
        return text;
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({"viewer", "admin"})
    public JobView job(@PathParam("id") String id) throws SQLException {
        return reader.job(ParameterReader.id(id));
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
        ParameterReader parameters = new ParameterReader();
        ItemStatus wanted = parameters.read("status", status, ItemStatus::parse);
        Long before = parameters.after(after);
        int size = parameters.limit(limit, JobItems.MAX_PAGE, JobItems.MAX_PAGE);
        parameters.refuseIfWrong();
        return reader.items(ParameterReader.id(id), wanted, before == null ? 0 : before, size);
    }

    @POST
    @Path("/{id}/cancel")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed("admin")
    @Audited(action = Action.JOB_CANCEL, object = "job/{id}")
    public JobView cancel(@PathParam("id") String id, @Context RoutingContext request) throws SQLException {
        long jobId = ParameterReader.id(id);
        commands.cancel(RequestCaller.known(request), jobId);
        return reader.job(jobId);
    }

    @POST
    @Path("/{id}/retry")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed("admin")
    @Audited(action = Action.JOB_RETRY, object = "job/{id}")
    public JobView retry(@PathParam("id") String id, @Context RoutingContext request) throws SQLException {
        long jobId = ParameterReader.id(id);
        commands.retry(RequestCaller.known(request), jobId);
        return reader.job(jobId);
    }
}
