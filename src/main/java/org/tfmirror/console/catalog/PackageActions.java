package org.tfmirror.console.catalog;

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
import org.tfmirror.command.catalog.CatalogCommands;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Message;
import org.tfmirror.console.page.Pages;
import org.tfmirror.console.page.SentForm;
import org.tfmirror.console.session.Sessions;
import org.tfmirror.web.ParameterReader;

/** Blocks, unblocks and deletes a package. */
@Path("/console/packages/{id}")
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
public class PackageActions {

    private static final String PROVIDERS = "/console/providers";

    private final CatalogCommands commands;
    private final Sessions sessions;
    private final Pages pages;

    PackageActions(CatalogCommands commands, Sessions sessions, Pages pages) {
        this.commands = commands;
        this.sessions = sessions;
        this.pages = pages;
    }

    @POST
    @Path("/block")
    @RolesAllowed("admin")
    @Audited(action = Action.PACKAGE_BLOCK, object = "package/{id}")
    public Response block(@PathParam("id") String id, @BeanParam SentForm form, @Context RoutingContext request)
            throws SQLException {
        Caller caller = form.caller(sessions, request);
        long packageId = ParameterReader.id(id);
        CatalogCommands.Changed changed = commands.block(caller, packageId, form.reason());
        return pages.done(request, Section.PROVIDERS, Message.BLOCKED, changed.warnings(), pageOf(packageId));
    }

    @POST
    @Path("/unblock")
    @RolesAllowed("admin")
    @Audited(action = Action.PACKAGE_UNBLOCK, object = "package/{id}")
    public Response unblock(@PathParam("id") String id, @BeanParam SentForm form, @Context RoutingContext request)
            throws SQLException {
        Caller caller = form.caller(sessions, request);
        long packageId = ParameterReader.id(id);
        commands.unblock(caller, packageId, form.reason());
        return Pages.done(pageOf(packageId), Message.UNBLOCKED);
    }

    @POST
    @Path("/delete")
    @RolesAllowed("admin")
    @Audited(action = Action.PACKAGE_DELETE, object = "package/{id}")
    public Response delete(@PathParam("id") String id, @BeanParam SentForm form, @Context RoutingContext request)
            throws SQLException {
        Caller caller = form.caller(sessions, request);
        CatalogCommands.Deleted deleted = commands.delete(caller, ParameterReader.id(id), form.reason());
        return pages.done(request, Section.PROVIDERS, Message.DELETED, deleted.warnings(), PROVIDERS);
    }

    private static String pageOf(long packageId) {
        return "/console/packages/" + packageId;
    }
}
