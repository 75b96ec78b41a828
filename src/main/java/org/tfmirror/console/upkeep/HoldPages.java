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
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.console.page.Address;
import org.tfmirror.console.page.Choice;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Pages;
import org.tfmirror.console.page.Question;
import org.tfmirror.policy.HeldVersion;
import org.tfmirror.policy.HeldVersion.Status;
import org.tfmirror.policy.HoldTable;
import org.tfmirror.provider.Page;
import org.tfmirror.web.ParameterReader;

/** Held versions, and the pages that confirm decisions about them. */
@Path("/console/holds")
@Produces(MediaType.TEXT_HTML)
public class HoldPages {

    private static final int PAGE = 50;

    private final Pages pages;
    private final HoldTable holds;

    HoldPages(Pages pages, HoldTable holds) {
        this.pages = pages;
        this.holds = holds;
    }

    @GET
    @Transactional
    @RolesAllowed({"viewer", "admin"})
    public TemplateInstance list(
            @QueryParam("status") @Nullable String status,
            @QueryParam("after") @Nullable String after,
            @Context RoutingContext request)
            throws SQLException {
        ParameterReader parameters = new ParameterReader();
        Status wanted = parameters.read("status", Address.given(status), Status::parse);
        Long before = parameters.after(Address.given(after));
        parameters.refuseIfWrong();
        String filter = wanted == null ? "" : wanted.wireName();
        Page<HeldVersion> page = Page.of(holds.list(wanted, before, PAGE + 1), PAGE, HeldVersion::id);
        String next = Address.of("/console/holds").with("status", filter).after(page.next());
        Instant now = pages.now();
        return Templates.holds(
                pages.frame(request, Section.HOLDS, "Holds"),
                page.rows().stream().map(each -> HoldRow.of(each, now)).toList(),
                Choice.of(Arrays.stream(Status.values()).map(Status::wireName).toList(), filter),
                filter,
                next);
    }

    @GET
    @Path("/{id}/{act: waive|reject}")
    @Transactional
    @RolesAllowed("admin")
    public TemplateInstance confirm(
            @PathParam("id") String id, @PathParam("act") String act, @Context RoutingContext request)
            throws SQLException {
        long holdId = ParameterReader.id(id);
        HeldVersion held = holds.find(holdId).orElseThrow(() -> CommandRefusedException.unknownHold(holdId));
        HoldRow row = HoldRow.of(held, pages.now());
        return pages.ask(request, Section.HOLDS, question(act, row).backTo("/console/holds"));
    }

    private static Question question(String act, HoldRow held) {
        String path = "/console/holds/" + held.id();
        return switch (act) {
            case "waive" ->
                Question.of(
                        "Waive",
                        held.title(),
                        path,
                        "The version may come at once. Clients that ask for the newest version get it.");
            case "reject" ->
                Question.of(
                        "Reject",
                        held.title(),
                        path,
                        "The version is kept out for good. What is mirrored of it already stays and is served.");
            default -> throw new NotFoundException();
        };
    }
}
