package org.tfmirror.console.job;

import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.audit.Caller;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.command.job.JobCommands;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Message;
import org.tfmirror.console.page.Pages;
import org.tfmirror.console.page.SentForm;
import org.tfmirror.console.session.Sessions;
import org.tfmirror.web.InvalidRequestException;
import org.tfmirror.web.ParameterReader;

/** Cancels and retries jobs, one or several. */
@Path("/console/jobs")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
public class JobActions {

    private final JobCommands commands;
    private final Sessions sessions;
    private final Pages pages;

    JobActions(JobCommands commands, Sessions sessions, Pages pages) {
        this.commands = commands;
        this.sessions = sessions;
        this.pages = pages;
    }

    @POST
    @Path("/{id}/cancel")
    @RolesAllowed("admin")
    @Audited(action = Action.JOB_CANCEL, object = "job/{id}")
    public Response cancel(@PathParam("id") String id, @BeanParam SentForm form, @Context RoutingContext request)
            throws SQLException {
        Caller caller = form.caller(sessions, request);
        long jobId = ParameterReader.id(id);
        commands.cancel(caller, jobId);
        return Pages.done(pageOf(jobId), Message.CANCELLED);
    }

    @POST
    @Path("/{id}/retry")
    @RolesAllowed("admin")
    @Audited(action = Action.JOB_RETRY, object = "job/{id}")
    public Response retry(@PathParam("id") String id, @BeanParam SentForm form, @Context RoutingContext request)
            throws SQLException {
        Caller caller = form.caller(sessions, request);
        long jobId = ParameterReader.id(id);
        commands.retry(caller, jobId);
        return Pages.done(pageOf(jobId), Message.RETRIED);
    }

    /** Several jobs, each by itself: a refusal of one does not stop the others. */
    @POST
    @Path("/chosen/cancel")
    @RolesAllowed("admin")
    @Audited(action = Action.JOB_CANCEL, object = "job")
    public Response cancelChosen(
            @RestForm("job") @Nullable List<String> chosen, @BeanParam SentForm form, @Context RoutingContext request)
            throws SQLException {
        return eachOf(chosen, form.caller(sessions, request), request, Message.CANCELLED, commands::cancel);
    }

    @POST
    @Path("/chosen/retry")
    @RolesAllowed("admin")
    @Audited(action = Action.JOB_RETRY, object = "job")
    public Response retryChosen(
            @RestForm("job") @Nullable List<String> chosen, @BeanParam SentForm form, @Context RoutingContext request)
            throws SQLException {
        return eachOf(chosen, form.caller(sessions, request), request, Message.RETRIED, commands::retry);
    }

    /** Where a browser comes back to when it had to log in between. */
    @GET
    @Path("/{id}/{action: cancel|retry}")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed({"viewer", "admin"})
    public Response back(@PathParam("id") String id) {
        return Pages.seeOther(id.equals("chosen") ? JobPages.ROOT : pageOf(ParameterReader.id(id)));
    }

    private interface Command {
        void run(Caller caller, long jobId) throws SQLException;
    }

    private Response eachOf(
            @Nullable List<String> chosen, Caller caller, RoutingContext request, Message message, Command command)
            throws SQLException {
        if (chosen == null || chosen.isEmpty()) {
            throw new InvalidRequestException("job", "choose at least one");
        }
        List<String> refused = new ArrayList<>();
        for (String each : chosen) {
            long jobId = ParameterReader.id(each);
            try {
                command.run(caller, jobId);
            } catch (CommandRefusedException e) {
                refused.add("job %d: %s".formatted(jobId, e.getMessage()));
            }
        }
        return pages.done(request, Section.JOBS, message, refused, JobPages.ROOT);
    }

    private static String pageOf(long jobId) {
        return JobPages.ROOT + "/" + jobId;
    }
}
