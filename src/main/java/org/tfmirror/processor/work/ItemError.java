package org.tfmirror.processor.work;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with an item, as data.
 *
 * @param code its kind, in snake_case
 * @param message for the operator; a NUL in it is replaced
 * @param persistence whether trying again can help
 * @param retryAfter how long the other side asked to wait; null where it did not
 */
public record ItemError(
        String code,
        Persistence persistence,
        String message,
        @Nullable Duration retryAfter) {

    public ItemError {
        message = message.replace('\0', '\ufffd'); // an origin may have worded it, and PostgreSQL stores no NUL
    }

    /** The effect of a fault on the next attempt. */
    public enum Persistence {
        /** May pass by itself: try again, later. */
        TRANSIENT,
        /** Will be the same the next time. */
        PERMANENT,
        /** Nothing was tried; it is tried again later, and the attempt is not counted. */
        POSTPONED,
        /**
         * Ours, not the item's (the bucket refuses us, or is gone): give the job back, its attempt not counted, and
         * claim no more.
         */
        STORE_OUTAGE
    }
}
