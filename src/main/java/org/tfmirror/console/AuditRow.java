package org.tfmirror.console;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.AuditRecord;
import org.tfmirror.console.page.Moment;

/**
 * An entry of the audit in a list.
 *
 * @param link the page of what was changed; null where it has none
 */
public record AuditRow(
        Moment at,
        String actor,
        String source,
        String action,
        String object,
        @Nullable String link,
        String outcome,
        @Nullable String code,
        @Nullable String detail) {

    static AuditRow of(AuditRecord entry, Instant now) {
        return new AuditRow(
                Objects.requireNonNull(Moment.of(entry.at(), now)),
                entry.actor(),
                entry.source(),
                entry.action(),
                entry.object(),
                link(entry.object()),
                entry.outcome(),
                entry.code(),
                entry.detail());
    }

    private static @Nullable String link(String object) {
        if (object.matches("job/[0-9]{1,18}")) {
            return "/console/jobs/" + object.substring("job/".length());
        }
        if (object.matches("bundle/[0-9]{1,18}")) {
            return "/console/bundles/" + object.substring("bundle/".length());
        }
        if (object.matches("subscription/[a-z0-9-]{1,63}")) {
            return "/console/subscriptions/" + object.substring("subscription/".length());
        }
        return object.matches("package/[0-9]{1,18}")
                ? "/console/packages/" + object.substring("package/".length())
                : null;
    }

    /** As of a state. */
    public String style() {
        return switch (outcome) {
            case "done" -> "completed";
            case "unchanged" -> "cancelled";
            default -> "failed";
        };
    }
}
