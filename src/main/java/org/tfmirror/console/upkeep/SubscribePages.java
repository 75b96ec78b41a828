package org.tfmirror.console.upkeep;

import io.quarkus.qute.TemplateInstance;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.Audited;
import org.tfmirror.audit.Caller;
import org.tfmirror.command.subscription.SubscriptionCommands;
import org.tfmirror.command.subscription.SubscriptionPlans;
import org.tfmirror.console.page.Address;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Message;
import org.tfmirror.console.page.Pages;
import org.tfmirror.console.session.Sessions;
import org.tfmirror.console.upkeep.SubscribeForm.Planned;
import org.tfmirror.storage.StorageException;
import org.tfmirror.subscription.SubscriptionSpec;

/** Makes and changes subscriptions: by fields or as a text, looked at in a plan, and saved. */
@Path("/console/subscribe")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed("admin")
public class SubscribePages {

    private static final String SUBSCRIPTIONS = "/console/subscriptions";

    private final Pages pages;
    private final Sessions sessions;
    private final SubscribeReader reader;
    private final SubscriptionPlans plans;
    private final SubscriptionCommands commands;

    SubscribePages(
            Pages pages,
            Sessions sessions,
            SubscribeReader reader,
            SubscriptionPlans plans,
            SubscriptionCommands commands) {
        this.pages = pages;
        this.sessions = sessions;
        this.reader = reader;
        this.plans = plans;
        this.commands = commands;
    }

    /** @param name of the one to change; null for a new one */
    @GET
    public TemplateInstance form(@QueryParam("name") @Nullable String name, @Context RoutingContext request)
            throws SQLException {
        String given = Address.given(name);
        return page(
                request,
                given == null ? SubscribeForm.empty() : SubscribeForm.of(reader.find(SubscriptionPages.known(given))));
    }

    /** Changes nothing, so it is no act of the audit. */
    @POST
    @Path("/preview")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response preview(SentSubscription sent, @Context RoutingContext request)
            throws IOException, SQLException, StorageException {
        sessions.caller(request, sent.token);
        return planned(sent, request, false);
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Audited(action = Action.SUBSCRIPTION_PUT, object = "subscription")
    public Response put(SentSubscription sent, @Context RoutingContext request)
            throws IOException, SQLException, StorageException {
        Caller caller = sessions.caller(request, sent.token);
        return read(sent, request, false, specs -> {
            SubscriptionSpec spec = specs.get(0);
            commands.put(caller, spec, null);
            return Pages.done(SUBSCRIPTIONS + "/" + spec.name(), Message.SUBSCRIPTION_SAVED);
        });
    }

    /** As {@link #preview}, of a text. */
    @POST
    @Path("/text/preview")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response previewText(SentSubscription sent, @Context RoutingContext request)
            throws IOException, SQLException, StorageException {
        sessions.caller(request, sent.token);
        return planned(sent, request, true);
    }

    @POST
    @Path("/text")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Audited(action = Action.SUBSCRIPTION_LOAD, object = "subscriptions")
    public Response load(SentSubscription sent, @Context RoutingContext request)
            throws IOException, SQLException, StorageException {
        Caller caller = sessions.caller(request, sent.token);
        return read(sent, request, true, specs -> {
            commands.load(caller, specs);
            return specs.size() == 1
                    ? Pages.done(SUBSCRIPTIONS + "/" + specs.get(0).name(), Message.SUBSCRIPTION_SAVED)
                    : Pages.done(SUBSCRIPTIONS, Message.SUBSCRIPTIONS_LOADED);
        });
    }

    /** Where a browser comes back to when it had to log in between. */
    @GET
    @Path("/{act: preview|text|text/preview}")
    public Response back() {
        return Pages.seeOther("/console/subscribe");
    }

    private interface Step {
        Response take(List<SubscriptionSpec> specs) throws SQLException;
    }

    private Response planned(SentSubscription sent, RoutingContext request, boolean text)
            throws IOException, SQLException, StorageException {
        return read(sent, request, text, specs -> {
            List<Planned> planned = new ArrayList<>();
            for (SubscriptionSpec spec : specs) {
                planned.add(new Planned(spec.name().value(), PlanDetails.of(plans.preview(spec), pages.now())));
            }
            return Response.ok(page(request, sent.form().with(planned, text))).build();
        });
    }

    private Response read(SentSubscription sent, RoutingContext request, boolean text, Step step)
            throws IOException, SQLException, StorageException {
        return Pages.tried(
                request,
                () -> step.take(
                        text
                                ? reader.text(sent.form().text())
                                : List.of(reader.fields(sent.form().fields()))),
                violations -> page(request, sent.form().with(violations)));
    }

    private TemplateInstance page(RoutingContext request, SubscribeForm form) {
        String title = form.known().isEmpty() ? "Subscribe" : "Change " + form.known();
        return Templates.subscribe(pages.frame(request, Section.SUBSCRIPTIONS, title), form);
    }
}
