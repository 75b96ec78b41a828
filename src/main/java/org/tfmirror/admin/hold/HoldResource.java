package org.tfmirror.admin.hold;

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
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.command.catalog.HoldCommands;
import org.tfmirror.policy.HeldVersion.Status;
import org.tfmirror.policy.HoldTable;
import org.tfmirror.provider.Page;
import org.tfmirror.web.AcceptsQuery;
import org.tfmirror.web.ParameterReader;
import org.tfmirror.web.RequestCaller;

/** Held versions, and the decisions about them. */
@Path("/admin/api/holds")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class HoldResource {

    private final HoldTable holds;
    private final HoldCommands commands;

    HoldResource(HoldTable holds, HoldCommands commands) {
        this.holds = holds;
        this.commands = commands;
    }

    @GET
    @AcceptsQuery({"status", "limit", "after"})
    @RolesAllowed({"viewer", "admin"})
    public HoldPage list(
            @QueryParam("status") @Nullable String status,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after)
            throws SQLException {
        ParameterReader parameters = new ParameterReader();
        Status wanted = parameters.read("status", status, Status::parse);
        Long before = parameters.after(after);
        int size = parameters.limit(limit);
        parameters.refuseIfWrong();
        Page<HoldView> page = Page.of(
                holds.list(wanted, before, size + 1).stream().map(HoldView::of).toList(), size, HoldView::id);
        return new HoldPage(page.rows(), page.next());
    }

    /** Lets the version through. */
    @POST
    @Path("/{id}/waive")
    @RolesAllowed("admin")
    @Audited(action = Action.HOLD_WAIVE, object = "hold/{id}")
    public HoldView waive(
            @PathParam("id") String id, @Nullable DecisionRequest decision, @Context RoutingContext request)
            throws SQLException {
        long holdId = ParameterReader.id(id);
        String reason = DecisionRequest.reason(decision);
        return HoldView.of(commands.waive(RequestCaller.known(request), holdId, reason));
    }

    /** Keeps the version out for good. */
    @POST
    @Path("/{id}/reject")
    @RolesAllowed("admin")
    @Audited(action = Action.HOLD_REJECT, object = "hold/{id}")
    public HoldView reject(
            @PathParam("id") String id, @Nullable DecisionRequest decision, @Context RoutingContext request)
            throws SQLException {
        long holdId = ParameterReader.id(id);
        String reason = DecisionRequest.reason(decision);
        return HoldView.of(commands.reject(RequestCaller.known(request), holdId, reason));
    }
}
