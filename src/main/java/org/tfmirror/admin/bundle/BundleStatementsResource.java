package org.tfmirror.admin.bundle;

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
import org.tfmirror.bundle.BundleStatements;
import org.tfmirror.command.bundle.StatementCommands;
import org.tfmirror.provider.Page;
import org.tfmirror.web.AcceptsQuery;
import org.tfmirror.web.ParameterReader;
import org.tfmirror.web.RequestCaller;

/** What the operators of a bundle's source have decided; here it is theirs to accept who work here. */
@Path("/admin/api/bundles/{id}/statements")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class BundleStatementsResource {

    private final BundleReader reader;
    private final BundleStatements statements;
    private final StatementCommands commands;

    BundleStatementsResource(BundleReader reader, BundleStatements statements, StatementCommands commands) {
        this.reader = reader;
        this.statements = statements;
        this.commands = commands;
    }

    @GET
    @AcceptsQuery({"limit", "after"})
    @RolesAllowed({"viewer", "admin"})
    public StatementsView list(
            @PathParam("id") String id,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after)
            throws SQLException {
        ParameterReader parameters = new ParameterReader();
        Long last = parameters.after(after);
        int size = parameters.limit(limit);
        parameters.refuseIfWrong();
        long bundle = reader.find(ParameterReader.id(id)).id();
        return StatementsView.of(
                Page.of(statements.of(bundle, last == null ? 0 : last, size + 1), size, BundleStatements.Said::id));
    }

    /** Puts into force here what was decided there: some statements by their ids, or all. */
    @POST
    @Path("/accept")
    @RolesAllowed("admin")
    @Audited(action = Action.BUNDLE_ACCEPT, object = "bundle/{id}")
    public AcceptedView accept(
            @PathParam("id") String id, @Nullable AcceptRequest wanted, @Context RoutingContext request)
            throws SQLException {
        long bundle = reader.find(ParameterReader.id(id)).id();
        StatementCommands.Accepted accepted =
                commands.accept(RequestCaller.known(request), bundle, AcceptRequest.ids(wanted));
        return new AcceptedView(accepted.accepted(), accepted.more(), accepted.warnings());
    }
}
