package org.tfmirror.console.catalog;

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
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.audit.Caller;
import org.tfmirror.command.job.JobCommands;
import org.tfmirror.console.page.Message;
import org.tfmirror.console.page.Pages;
import org.tfmirror.console.page.SentForm;
import org.tfmirror.console.session.Sessions;

/** Fetches what vouches for packages that lack it. */
@Path("/console/releases/evidence")
@Produces(MediaType.TEXT_HTML)
public class EvidenceActions {

    private final JobCommands jobs;
    private final Sessions sessions;

    EvidenceActions(JobCommands jobs, Sessions sessions) {
        this.jobs = jobs;
        this.sessions = sessions;
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RolesAllowed("admin")
    @Audited(action = Action.PACKAGE_EVIDENCE, object = "job")
    public Response fetch(
            @RestForm @Nullable String source,
            @RestForm @Nullable String version,
            @RestForm @Nullable String platform,
            @BeanParam SentForm form,
            @Context RoutingContext request)
            throws SQLException {
        Caller caller = form.caller(sessions, request);
        long jobId = jobs.fetchEvidence(caller, ReleaseActions.filter(source, version, platform));
        return Pages.done("/console/jobs/" + jobId, Message.FETCHING);
    }

    /** Where a browser comes back to when it had to log in between. */
    @GET
    @RolesAllowed({"viewer", "admin"})
    public Response back() {
        return Pages.seeOther("/console/providers");
    }
}
