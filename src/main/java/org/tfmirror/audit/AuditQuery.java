package org.tfmirror.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Selects entries of the audit; null does not narrow the selection.
 *
 * @param since at this moment or later
 * @param until before this moment
 * @param before only entries with a smaller id
 */
public record AuditQuery(
        @Nullable String actor,
        @Nullable Action action,
        @Nullable String object,
        @Nullable Outcome outcome,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable Long before) {}
