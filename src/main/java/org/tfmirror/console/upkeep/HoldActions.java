package org.tfmirror.console.upkeep;

import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
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
import org.tfmirror.command.catalog.HoldCommands;
import org.tfmirror.console.page.Message;
import org.tfmirror.console.page.Pages;
import org.tfmirror.console.page.SentForm;
import org.tfmirror.console.session.Sessions;
import org.tfmirror.web.ParameterReader;

/** Lets a held version through, or keeps it out. */
@Path("/console/holds")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
public class HoldActions {

    private static final String HOLDS = "/console/holds";

    private final HoldCommands commands;
    private final Sessions sessions;

    HoldActions(HoldCommands commands, Sessions sessions) {
        this.commands = commands;
        this.sessions = sessions;
    }

    @POST
    @Path("/{id}/waive")
    @RolesAllowed("admin")
    @Audited(action = Action.HOLD_WAIVE, object = "hold/{id}")
    public Response waive(@PathParam("id") String id, @BeanParam SentForm form, @Context RoutingContext request)
            throws SQLException {
        Caller caller = form.caller(sessions, request);
        commands.waive(caller, ParameterReader.id(id), form.reason());
        return Pages.done(HOLDS, Message.WAIVED);
    }

    @POST
    @Path("/{id}/reject")
    @RolesAllowed("admin")
    @Audited(action = Action.HOLD_REJECT, object = "hold/{id}")
    public Response reject(@PathParam("id") String id, @BeanParam SentForm form, @Context RoutingContext request)
            throws SQLException {
        Caller caller = form.caller(sessions, request);
        commands.reject(caller, ParameterReader.id(id), form.reason());
        return Pages.done(HOLDS, Message.REJECTED);
    }
}
