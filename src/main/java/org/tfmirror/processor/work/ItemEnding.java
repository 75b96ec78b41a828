package org.tfmirror.processor.work;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.Settlement;

/**
 * How one attempt at an item ended.
 *
 * @param code the fault's kind; null where there was none
 */
public record ItemEnding(How how, @Nullable String code) {

    /** What became of the item. */
    public enum How {
        /** The package is mirrored. */
        COMPLETED,
        /** Given up. */
        FAILED,
        /** To be tried again. */
        RETRIED,
        /** To be tried when it is time, the attempt not counted. */
        POSTPONED,
        /** Given back, for the worker was told to stop. */
        STOPPED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static ItemEnding stopped() {
        return new ItemEnding(How.STOPPED, null);
    }

    /** Of an attempt that the store stood in the way of. */
    static ItemEnding postponed(String code) {
        return new ItemEnding(How.POSTPONED, code);
    }

    static ItemEnding of(Settlement settlement) {
        return new ItemEnding(how(settlement), settlement.code());
    }

    private static How how(Settlement settlement) {
        if (settlement instanceof Settlement.Completed) {
            return How.COMPLETED;
        }
        if (settlement instanceof Settlement.Retry retry) {
            return retry.counted() ? How.RETRIED : How.POSTPONED;
        }
        return How.FAILED;
    }
}
