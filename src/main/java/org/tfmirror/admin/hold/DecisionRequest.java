package org.tfmirror.admin.hold;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tfmirror.web.InvalidRequestException;

/**
 * The body that decides about a held version, as sent.
 *
 * @param reason for other operators, kept with the decision
 */
public record DecisionRequest(@Nullable String reason) {

    private static final Pattern REASON = Pattern.compile("[^\\p{Cntrl}]{1,500}");

    /** @throws InvalidRequestException where there is none, or one that others cannot read in a line */
    static String reason(@Nullable DecisionRequest request) {
        String reason = request == null ? null : request.reason;
        if (reason == null || !REASON.matcher(reason).matches()) {
            throw new InvalidRequestException("reason", "1 to 500 characters without line breaks");
        }
        return reason;
    }
}
