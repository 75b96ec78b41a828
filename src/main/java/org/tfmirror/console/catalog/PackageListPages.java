package org.tfmirror.console.catalog;

import io.quarkus.qute.TemplateInstance;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.view.CatalogOverview;
import org.tfmirror.catalog.view.CatalogOverview.Held;
import org.tfmirror.catalog.view.CatalogOverview.State;
import org.tfmirror.console.page.Address;
import org.tfmirror.console.page.Choice;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Pages;
import org.tfmirror.provider.Page;
import org.tfmirror.web.ParameterReader;

/** Lists of packages by state: untrusted, damaged, blocked, without evidence. */
@Path("/console/packages")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({"viewer", "admin"})
public class PackageListPages {

    private static final String ROOT = "/console/packages";
    private static final int PAGE = 50;

    private final Pages pages;
    private final CatalogOverview catalog;

    PackageListPages(Pages pages, CatalogOverview catalog) {
        this.pages = pages;
        this.catalog = catalog;
    }

    @GET
    @Transactional
    public TemplateInstance list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("after") @Nullable String after,
            @Context RoutingContext request)
            throws SQLException {
        ParameterReader parameters = new ParameterReader();
        State given = parameters.read("state", Address.given(state), State::parse);
        Long before = parameters.after(Address.given(after));
        parameters.refuseIfWrong();
        State wanted = given == null ? State.UNTRUSTED : given;
        Page<Held> page = Page.of(catalog.packages(wanted, before, PAGE + 1), PAGE, Held::id);
        String next = Address.of(ROOT).with("state", wanted.wireName()).after(page.next());
        Instant now = pages.now();
        List<Choice> states = Arrays.stream(State.values())
                .map(each -> new Choice(each.wireName(), label(each), each == wanted))
                .toList();
        return Templates.packages(
                pages.frame(request, Section.PROVIDERS, "Packages " + label(wanted)),
                page.rows().stream().map(each -> PackageRow.of(each, now)).toList(),
                states,
                explanation(wanted),
                next);
    }

    private static String label(State state) {
        return switch (state) {
            case UNTRUSTED -> "untrusted";
            case DAMAGED -> "missing or altered";
            case BLOCKED -> "blocked";
            case UNPROVEN -> "without evidence";
        };
    }

    private static String explanation(State state) {
        return switch (state) {
            case UNTRUSTED ->
                "Today's rules refuse their evidence, so they are not served. The page of each says"
                        + " which rule. Verify them again when that is settled.";
            case DAMAGED ->
                "Their objects in the bucket are gone or have other bytes, so they are not served. A job that"
                        + " names them mirrors them again.";
            case BLOCKED -> "Operators blocked them, so they are not served. The page of each says who, and why.";
            case UNPROVEN ->
                "What their authors signed is not kept, so the registry protocol cannot serve them; the"
                        + " network mirror does. POST /admin/api/providers/evidence fetches it.";
        };
    }
}
