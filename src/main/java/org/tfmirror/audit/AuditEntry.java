package org.tfmirror.audit;

import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.SafeText;

/**
 * A change before it is written to the audit. Texts may come from the request: they are cut, and unprintable
 * characters are replaced.
 *
 * @param object what was changed, {@code kind/id}
 * @param code the problem's code where nothing was changed; null otherwise
 * @param detail {@code key=value} pairs; never a secret
 */
record AuditEntry(
        Caller caller,
        Action action,
        String object,
        Outcome outcome,
        @Nullable String code,
        @Nullable String detail) {

    private static final int MAX_NAME = 300;
    private static final int MAX_DETAIL = 1_000;

    AuditEntry {
        boolean changedNothing = outcome == Outcome.REFUSED || outcome == Outcome.FAILED;
        if (changedNothing != (code != null)) {
            throw new IllegalArgumentException("a code says why it was not done, and only that: " + outcome);
        }
        caller = new Caller(
                SafeText.of(caller.actor(), MAX_NAME),
                caller.subject() == null ? null : SafeText.of(caller.subject(), MAX_NAME),
                SafeText.of(caller.source(), MAX_NAME));
        object = SafeText.of(object, MAX_NAME);
        detail = detail == null ? null : SafeText.of(detail, MAX_DETAIL);
    }
}
