package org.tfmirror.admin.subscription;

import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
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
import org.tfmirror.command.subscription.SubscriptionCommands;
import org.tfmirror.command.subscription.SubscriptionPlans;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.submission.SubscriptionParser;
import org.tfmirror.submission.SubscriptionRequest;
import org.tfmirror.subscription.SubscriptionName;
import org.tfmirror.subscription.SubscriptionSpec;
import org.tfmirror.web.AcceptsQuery;
import org.tfmirror.web.ParameterReader;
import org.tfmirror.web.RequestCaller;

/** Subscriptions: providers that the mirror keeps current. */
@Path("/admin/api/subscriptions")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class SubscriptionResource {

    private final SubscriptionParser parser;
    private final SubscriptionCommands commands;
    private final SubscriptionPlans plans;
    private final SubscriptionReader reader;

    SubscriptionResource(
            SubscriptionParser parser,
            SubscriptionCommands commands,
            SubscriptionPlans plans,
            SubscriptionReader reader) {
        this.parser = parser;
        this.commands = commands;
        this.plans = plans;
        this.reader = reader;
    }

    @GET
    @AcceptsQuery({"limit", "after"})
    @RolesAllowed({"viewer", "admin"})
    public SubscriptionPage list(
            @QueryParam("limit") @Nullable String limit, @QueryParam("after") @Nullable String after)
            throws SQLException {
        ParameterReader parameters = new ParameterReader();
        SubscriptionName behind = parameters.read("after", after, SubscriptionName::new);
        int size = parameters.limit(limit);
        parameters.refuseIfWrong();
        return reader.page(behind, size);
    }

    @GET
    @Path("/{name}")
    @RolesAllowed({"viewer", "admin"})
    public SubscriptionView subscription(@PathParam("name") String name) throws SQLException {
        return reader.find(known(name));
    }

    @PUT
    @Path("/{name}")
    @RolesAllowed("admin")
    @Audited(action = Action.SUBSCRIPTION_PUT, object = "subscription/{name}")
    public SubscriptionView put(
            @PathParam("name") String name, @Nullable SubscriptionRequest subscription, @Context RoutingContext request)
            throws SQLException {
        SubscriptionSpec spec = parser.parse(name, subscription);
        commands.put(RequestCaller.known(request), spec, subscription == null ? null : subscription.paused());
        return reader.find(spec.name());
    }

    @DELETE
    @Path("/{name}")
    @RolesAllowed("admin")
    @Audited(action = Action.SUBSCRIPTION_DELETE, object = "subscription/{name}")
    public void delete(@PathParam("name") String name, @Context RoutingContext request) throws SQLException {
        commands.delete(RequestCaller.known(request), known(name));
    }

    @GET
    @Path("/{name}/plan")
    @RolesAllowed({"viewer", "admin"})
    public PlanView plan(@PathParam("name") String name) throws SQLException {
        return PlanView.of(plans.plan(known(name)));
    }

    @POST
    @Path("/{name}/run")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed("admin")
    @Audited(action = Action.SUBSCRIPTION_RUN, object = "subscription/{name}")
    public SubscriptionView run(@PathParam("name") String name, @Context RoutingContext request) throws SQLException {
        commands.run(RequestCaller.known(request), known(name));
        return reader.find(known(name));
    }

    @POST
    @Path("/{name}/pause")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed("admin")
    @Audited(action = Action.SUBSCRIPTION_PAUSE, object = "subscription/{name}")
    public SubscriptionView pause(@PathParam("name") String name, @Context RoutingContext request) throws SQLException {
        commands.pause(RequestCaller.known(request), known(name), true);
        return reader.find(known(name));
    }

    @POST
    @Path("/{name}/resume")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed("admin")
    @Audited(action = Action.SUBSCRIPTION_RESUME, object = "subscription/{name}")
    public SubscriptionView resume(@PathParam("name") String name, @Context RoutingContext request)
            throws SQLException {
        commands.pause(RequestCaller.known(request), known(name), false);
        return reader.find(known(name));
    }

    /** A text that is not a name is not found. */
    private static SubscriptionName known(String name) {
        try {
            return new SubscriptionName(name);
        } catch (InvalidNameException e) {
            throw new NotFoundException(e);
        }
    }
}
