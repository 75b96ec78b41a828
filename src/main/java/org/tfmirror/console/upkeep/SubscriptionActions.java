package org.tfmirror.console.upkeep;

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
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.audit.Caller;
import org.tfmirror.command.subscription.SubscriptionCommands;
import org.tfmirror.console.page.Message;
import org.tfmirror.console.page.Pages;
import org.tfmirror.console.page.SentForm;
import org.tfmirror.console.session.Sessions;
import org.tfmirror.subscription.SubscriptionName;

/** Runs, pauses, resumes and deletes a subscription. */
@Path("/console/subscriptions")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
public class SubscriptionActions {

    private static final String ROOT = "/console/subscriptions";

    private final SubscriptionCommands commands;
    private final Sessions sessions;

    SubscriptionActions(SubscriptionCommands commands, Sessions sessions) {
        this.commands = commands;
        this.sessions = sessions;
    }

    @POST
    @Path("/{name}/run")
    @RolesAllowed("admin")
    @Audited(action = Action.SUBSCRIPTION_RUN, object = "subscription/{name}")
    public Response run(@PathParam("name") String name, @BeanParam SentForm form, @Context RoutingContext request)
            throws SQLException {
        Caller caller = form.caller(sessions, request);
        SubscriptionName known = SubscriptionPages.known(name);
        commands.run(caller, known);
        return Pages.done(ROOT + "/" + known, Message.SUBSCRIPTION_DUE);
    }

    @POST
    @Path("/{name}/pause")
    @RolesAllowed("admin")
    @Audited(action = Action.SUBSCRIPTION_PAUSE, object = "subscription/{name}")
    public Response pause(@PathParam("name") String name, @BeanParam SentForm form, @Context RoutingContext request)
            throws SQLException {
        Caller caller = form.caller(sessions, request);
        SubscriptionName known = SubscriptionPages.known(name);
        commands.pause(caller, known, true);
        return Pages.done(ROOT + "/" + known, Message.SUBSCRIPTION_PAUSED);
    }

    @POST
    @Path("/{name}/resume")
    @RolesAllowed("admin")
    @Audited(action = Action.SUBSCRIPTION_RESUME, object = "subscription/{name}")
    public Response resume(@PathParam("name") String name, @BeanParam SentForm form, @Context RoutingContext request)
            throws SQLException {
        Caller caller = form.caller(sessions, request);
        SubscriptionName known = SubscriptionPages.known(name);
        commands.pause(caller, known, false);
        return Pages.done(ROOT + "/" + known, Message.SUBSCRIPTION_RESUMED);
    }

    @POST
    @Path("/{name}/delete")
    @RolesAllowed("admin")
    @Audited(action = Action.SUBSCRIPTION_DELETE, object = "subscription/{name}")
    public Response delete(@PathParam("name") String name, @BeanParam SentForm form, @Context RoutingContext request)
            throws SQLException {
        Caller caller = form.caller(sessions, request);
        SubscriptionName known = SubscriptionPages.known(name);
        commands.delete(caller, known, form.reason());
        return Pages.done(ROOT, Message.SUBSCRIPTION_DELETED);
    }

    /** Where a browser comes back to when it had to log in between. */
    @GET
    @Path("/{name}/{act: run|pause|resume}")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed({"viewer", "admin"})
    public Response back(@PathParam("name") String name) {
        return Pages.seeOther(ROOT + "/" + SubscriptionPages.known(name));
    }
}
