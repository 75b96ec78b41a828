package org.tfmirror.console.upkeep;

import io.quarkus.qute.TemplateInstance;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.command.subscription.SubscriptionPlans;
import org.tfmirror.command.subscription.SubscriptionPlans.Plan;
import org.tfmirror.console.page.Address;
import org.tfmirror.console.page.Choice;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Pages;
import org.tfmirror.console.page.Question;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.Page;
import org.tfmirror.subscription.Subscription;
import org.tfmirror.subscription.SubscriptionHistory;
import org.tfmirror.subscription.SubscriptionName;
import org.tfmirror.subscription.SubscriptionTable;
import org.tfmirror.subscription.SubscriptionTable.Filter;
import org.tfmirror.web.ParameterReader;

/** The list of subscriptions, and a subscription with its plan and its last runs. */
@Path("/console/subscriptions")
@Produces(MediaType.TEXT_HTML)
public class SubscriptionPages {

    private static final String ROOT = "/console/subscriptions";
    private static final int PAGE = 50;
    private static final int RUNS = 20;

    private final Pages pages;
    private final SubscriptionTable table;
    private final SubscriptionHistory history;
    private final SubscriptionPlans plans;

    SubscriptionPages(Pages pages, SubscriptionTable table, SubscriptionHistory history, SubscriptionPlans plans) {
        this.pages = pages;
        this.table = table;
        this.history = history;
        this.plans = plans;
    }

    @GET
    @Transactional
    @RolesAllowed({"viewer", "admin"})
    public TemplateInstance list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("after") @Nullable String after,
            @Context RoutingContext request)
            throws SQLException {
        ParameterReader parameters = new ParameterReader();
        Filter filter = parameters.read("state", Address.given(state), SubscriptionPages::filter);
        SubscriptionName behind = parameters.read("after", Address.given(after), SubscriptionName::new);
        parameters.refuseIfWrong();
        Page<Subscription> page = Page.of(
                table.list(filter == null ? Filter.ALL : filter, behind, PAGE + 1),
                PAGE,
                each -> each.name().value());
        String next = Address.of(ROOT).with("state", state).after(page.next());
        Instant now = pages.now();
        return Templates.subscriptions(
                pages.frame(request, Section.SUBSCRIPTIONS, "Subscriptions"),
                page.rows().stream().map(each -> SubscriptionRow.of(each, now)).toList(),
                Choice.of(List.of("failing", "behind"), state),
                filter == null ? "" : String.valueOf(state),
                next);
    }

    @GET
    @Path("/{name}")
    @Transactional
    @RolesAllowed({"viewer", "admin"})
    public TemplateInstance details(@PathParam("name") String name, @Context RoutingContext request)
            throws SQLException {
        Plan plan = plans.plan(known(name));
        Subscription subscription = plan.subscription();
        Instant now = pages.now();
        return Templates.subscription(
                pages.frame(request, Section.SUBSCRIPTIONS, subscription.name().value()),
                SubscriptionDetails.of(subscription, history.of(subscription.name(), RUNS), now),
                PlanDetails.of(plan, now));
    }

    @GET
    @Path("/{name}/delete")
    @Transactional
    @RolesAllowed("admin")
    public TemplateInstance confirm(@PathParam("name") String name, @Context RoutingContext request)
            throws SQLException {
        Subscription found = table.find(known(name)).orElseThrow(NotFoundException::new);
        return pages.ask(
                request,
                Section.SUBSCRIPTIONS,
                Question.of(
                        "Delete",
                        found.name().value(),
                        ROOT + "/" + found.name(),
                        "The subscription goes with its history. What it has brought stays and is served."));
    }

    private static Filter filter(String text) {
        return switch (text) {
            case "failing" -> Filter.FAILING;
            case "behind" -> Filter.BEHIND;
            default -> throw new InvalidNameException(text, "failing or behind");
        };
    }

    /** A text that is not a name is not found. */
    static SubscriptionName known(String name) {
        try {
            return new SubscriptionName(name);
        } catch (InvalidNameException e) {
            throw new NotFoundException(e);
        }
    }
}
