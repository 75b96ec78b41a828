package org.tfmirror.admin;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
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

/** Who changed what. */
@Path("/admin/api/audit")
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {

    private static final int MAX_PAGE = 500;

    private final AuditHistory history;

    AuditResource(AuditHistory history) {
        this.history = history;
    }

    /** What is asked for, as sent. */
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
    @RolesAllowed({"viewer", "admin"})
    public AuditPage list(
            @BeanParam Wanted wanted,
            @QueryParam("limit") @DefaultValue("50") String limit,
            @QueryParam("after") @Nullable String after)
            throws SQLException {
        int size = (int) QueryParameter.number("limit", limit, MAX_PAGE);
        AuditQuery query = new AuditQuery(
                QueryParameter.text("actor", wanted.actor),
                wanted.action == null ? null : action(wanted.action),
                QueryParameter.text("object", wanted.object),
                wanted.outcome == null ? null : outcome(wanted.outcome),
                QueryParameter.moment("since", wanted.since),
                QueryParameter.moment("until", wanted.until),
                after == null ? null : QueryParameter.number("after", after, Long.MAX_VALUE));
        Page<AuditRecord> page = Page.of(history.newest(query, size + 1), size, AuditRecord::id);
        return new AuditPage(page.rows(), page.next());
    }

    private static Action action(String text) {
        return Action.named(text)
                .orElseThrow(() -> unknown(
                        "action",
                        Arrays.stream(Action.values()).map(Action::wireName).toList()));
    }

    private static Outcome outcome(String text) {
        return Outcome.named(text)
                .orElseThrow(() -> unknown(
                        "outcome",
                        Arrays.stream(Outcome.values()).map(Outcome::wireName).toList()));
    }

    private static InvalidRequestException unknown(String field, List<String> known) {
        return new InvalidRequestException(field, "one of " + String.join(", ", known));
    }
}
