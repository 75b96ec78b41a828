package org.tfmirror.admin.audit;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.AuditHistory;
import org.tfmirror.audit.AuditQuery;
import org.tfmirror.audit.AuditRecord;
import org.tfmirror.audit.Outcome;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.Page;
import org.tfmirror.web.AcceptsQuery;
import org.tfmirror.web.ParameterReader;

/** The audit: who changed what. */
@Path("/admin/api/audit")
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {

    private final AuditHistory history;

    AuditResource(AuditHistory history) {
        this.history = history;
    }

    /** The query, as sent. */
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

        @QueryParam("since")
        @Nullable
        String since;

        @QueryParam("until")
        @Nullable
        String until;
    }

    @GET
    @AcceptsQuery({"actor", "action", "object", "outcome", "since", "until", "limit", "after"})
    @RolesAllowed({"viewer", "admin"})
    public AuditPage list(
            @BeanParam Wanted wanted,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after)
            throws SQLException {
        ParameterReader reader = new ParameterReader();
        AuditQuery query = new AuditQuery(
                reader.text("actor", wanted.actor),
                reader.read("action", wanted.action, AuditResource::action),
                reader.text("object", wanted.object),
                reader.read("outcome", wanted.outcome, AuditResource::outcome),
                reader.moment("since", wanted.since),
                reader.moment("until", wanted.until),
                reader.after(after));
        int size = reader.limit(limit);
        reader.refuseIfWrong();
        Page<AuditRecord> page = Page.of(history.newest(query, size + 1), size, AuditRecord::id);
        return new AuditPage(page.rows(), page.next());
    }

    private static Action action(String text) {
        return Action.named(text)
                .orElseThrow(() -> unknown(
                        text,
                        Arrays.stream(Action.values()).map(Action::wireName).toList()));
    }

    private static Outcome outcome(String text) {
        return Outcome.named(text)
                .orElseThrow(() -> unknown(
                        text,
                        Arrays.stream(Outcome.values()).map(Outcome::wireName).toList()));
    }

    private static InvalidNameException unknown(String text, List<String> known) {
        return new InvalidNameException(text, "one of " + String.join(", ", known));
    }
}
