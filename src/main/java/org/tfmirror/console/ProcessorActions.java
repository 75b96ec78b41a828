package org.tfmirror.console;

import io.quarkus.qute.TemplateInstance;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.List;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.command.ProcessorSwitch;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Message;
import org.tfmirror.console.page.Pages;
import org.tfmirror.console.page.Question;
import org.tfmirror.console.page.SentForm;
import org.tfmirror.console.session.Sessions;

/** Pauses and resumes all replicas. */
@Path("/console/processor")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
public class ProcessorActions {

    private static final String OVERVIEW = "/console/";

    private final ProcessorSwitch processor;
    private final Sessions sessions;
    private final Pages pages;

    ProcessorActions(ProcessorSwitch processor, Sessions sessions, Pages pages) {
        this.processor = processor;
        this.sessions = sessions;
        this.pages = pages;
    }

    @GET
    @Path("/pause")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed("admin")
    public TemplateInstance confirm(@Context RoutingContext request) {
        return pages.ask(
                request,
                Section.OVERVIEW,
                Question.of(
                                "Pause",
                                "all replicas",
                                OVERVIEW,
                                "They finish the jobs that they have and claim no others until an operator resumes them."
                                        + " Clients are served as before.")
                        .to("/console/processor/pause", List.of())
                        .withoutReason());
    }

    @POST
    @Path("/pause")
    @RolesAllowed("admin")
    @Audited(action = Action.PROCESSOR_PAUSE, object = "processor")
    public Response pause(@BeanParam SentForm form, @Context RoutingContext request) throws SQLException {
        processor.set(form.caller(sessions, request), true);
        return Pages.done(OVERVIEW, Message.PAUSED);
    }

    /** The replicas hear of it by a notification. */
    @POST
    @Path("/resume")
    @RolesAllowed("admin")
    @Audited(action = Action.PROCESSOR_RESUME, object = "processor")
    public Response resume(@BeanParam SentForm form, @Context RoutingContext request) throws SQLException {
        processor.set(form.caller(sessions, request), false);
        return Pages.done(OVERVIEW, Message.RESUMED);
    }

    /** Where a browser comes back to when it had to log in between. */
    @GET
    @Path("/resume")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed({"viewer", "admin"})
    public Response back() {
        return Pages.seeOther(OVERVIEW);
    }
}
