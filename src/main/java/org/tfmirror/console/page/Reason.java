package org.tfmirror.console.page;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tfmirror.web.InvalidRequestException;

/** The reason that an operator gives for an action. */
final class Reason {

    private static final Pattern TEXT = Pattern.compile("[^\\p{Cntrl}]{1,500}");

    private Reason() {}

    /** @throws InvalidRequestException where it is missing, or no text that others can read in a line */
    static String required(@Nullable String text) {
        String reason = text == null ? "" : text.strip();
        if (!TEXT.matcher(reason).matches()) {
            throw new InvalidRequestException("reason", "say why, in 1 to 500 characters without line breaks");
        }
        return reason;
    }
}
