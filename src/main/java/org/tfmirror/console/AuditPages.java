package org.tfmirror.console;

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
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.AuditHistory;
import org.tfmirror.audit.AuditQuery;
import org.tfmirror.audit.AuditRecord;
import org.tfmirror.audit.Outcome;
import org.tfmirror.console.Templates.AuditPage;
import org.tfmirror.console.page.Address;
import org.tfmirror.console.page.Choice;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.page.Pages;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.Page;
import org.tfmirror.web.ParameterReader;

/** The audit: who changed what. */
@Path("/console/audit")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({"viewer", "admin"})
public class AuditPages {

    private static final int PAGE = 50;

    private final Pages pages;
    private final AuditHistory history;

    AuditPages(Pages pages, AuditHistory history) {
        this.pages = pages;
        this.history = history;
    }

    /** The query, as sent; an empty field of the form does not narrow it. */
    public static class Wanted {
        @QueryParam("actor")
        @Nullable
        String actor;

        @QueryParam("action")
        @Nullable
        String action;

        @QueryParam("object")
        @Nullable
        String object;

        @QueryParam("outcome")
        @Nullable
        String outcome;

        @QueryParam("after")
        @Nullable
        String after;
    }

    @GET
    @Transactional
    public TemplateInstance list(@jakarta.ws.rs.BeanParam Wanted wanted, @Context RoutingContext request)
            throws SQLException {
        ParameterReader parameters = new ParameterReader();
        AuditQuery query = new AuditQuery(
                parameters.text("actor", Address.given(wanted.actor)),
                parameters.read("action", Address.given(wanted.action), AuditPages::action),
                parameters.text("object", Address.given(wanted.object)),
                parameters.read("outcome", Address.given(wanted.outcome), AuditPages::outcome),
                null,
                null,
                parameters.after(Address.given(wanted.after)));
        parameters.refuseIfWrong();
        Page<AuditRecord> found = Page.of(history.newest(query, PAGE + 1), PAGE, AuditRecord::id);
        String next = Address.of("/console/audit")
                .with("actor", wanted.actor)
                .with("action", wanted.action)
                .with("object", wanted.object)
                .with("outcome", wanted.outcome)
                .after(found.next());
        Instant now = pages.now();
        AuditPage page = new AuditPage(
                found.rows().stream().map(each -> AuditRow.of(each, now)).toList(),
                Objects.requireNonNullElse(wanted.actor, ""),
                Objects.requireNonNullElse(wanted.object, ""),
                Choice.of(Arrays.stream(Action.values()).map(Action::wireName).toList(), wanted.action),
                Choice.of(Arrays.stream(Outcome.values()).map(Outcome::wireName).toList(), wanted.outcome),
                next);
        return Templates.audit(pages.frame(request, Section.AUDIT, "Audit"), page);
    }

    private static Action action(String text) {
        return Action.named(text).orElseThrow(() -> new InvalidNameException(text, "not an action of the audit"));
    }

    private static Outcome outcome(String text) {
        return Outcome.named(text).orElseThrow(() -> new InvalidNameException(text, "not an outcome of the audit"));
    }
}
