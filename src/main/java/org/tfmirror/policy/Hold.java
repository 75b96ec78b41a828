package org.tfmirror.policy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a version may not come.
 *
 * @param until when it does; null where that is not known
 * @param rejected whether an operator keeps it out
 */
public record Hold(@Nullable Instant until, boolean rejected) {

    /** Why, within a sentence. */
    public String reason() {
        if (rejected) {
            return "is rejected by an operator";
        }
        return until == null ? "is held until its age is known" : "is held until " + until;
    }
}
