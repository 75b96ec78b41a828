package org.tfmirror.admin.catalog;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tfmirror.web.InvalidRequestException;

/**
 * The body that blocks or unblocks a package, as sent.
 *
 * @param reason for other operators, kept while it is blocked
 */
public record BlockRequest(
        @Nullable Boolean blocked, @Nullable String reason) {

    private static final Pattern REASON = Pattern.compile("[^\\p{Cntrl}]{1,500}");

    /** Whether to block. */
    static boolean wanted(@Nullable BlockRequest request) {
        if (request == null || request.blocked == null) {
            throw new InvalidRequestException("blocked", "missing: true or false");
        }
        if (request.reason != null && !request.blocked) {
            throw new InvalidRequestException("reason", "only where blocked is true");
        }
        checkReason(request.reason);
        return request.blocked;
    }

    /** @throws InvalidRequestException where it is not a text that others can read in a line */
    static void checkReason(@Nullable String reason) {
        if (reason != null && !REASON.matcher(reason).matches()) {
            throw new InvalidRequestException("reason", "1 to 500 characters without line breaks");
        }
    }
}
