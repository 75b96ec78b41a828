package org.tfmirror.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it is stored.
 *
 * @param at by the database's clock, when the change's transaction began
 * @param source the address the request came from
 * @param object what was changed, {@code kind/id}
 * @param code the problem's code where nothing was changed; null otherwise
 */
public record AuditRecord(
        long id,
        Instant at,
        String actor,
        @Nullable String subject,
        String source,
        String action,
        String object,
        String outcome,
        @Nullable String code,
        @Nullable String detail) {}
