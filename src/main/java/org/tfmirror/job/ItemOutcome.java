package org.tfmirror.job;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The outcome of one attempt at an item. The worker's pipeline makes it, the queue writes it, listeners count it. */
public sealed interface ItemOutcome {

    /** The package is mirrored. */
    record Completed(long sizeBytes) implements ItemOutcome {
        @Override
        public Kind kind() {
            return Kind.COMPLETED;
        }
    }

    /**
     * Given up.
     *
     * @param code the fault's kind, in snake_case
     */
    record Failed(String code, String message) implements ItemOutcome {
        @Override
        public Kind kind() {
            return Kind.FAILED;
        }
    }

    /**
     * To be tried again, not before {@code delay} from now.
     *
     * @param counted whether the attempt just ended counts among those the item may have
     */
    record Retry(String code, String message, Duration delay, boolean counted) implements ItemOutcome {
        @Override
        public Kind kind() {
            return counted ? Kind.RETRIED : Kind.POSTPONED;
        }
    }

    /** Given back with its job, for the worker was told to stop. */
    record Stopped() implements ItemOutcome {
        @Override
        public Kind kind() {
            return Kind.STOPPED;
        }
    }

    /** The outcomes as metrics and traces name them. */
    enum Kind {
        COMPLETED(ItemStatus.COMPLETED),
        FAILED(ItemStatus.FAILED),
        /** To be tried again. */
        RETRIED(ItemStatus.PENDING),
        /** To be tried when it is time, the attempt not counted. */
        POSTPONED(ItemStatus.PENDING),
        STOPPED(ItemStatus.PENDING);

        private final ItemStatus status;

        Kind(ItemStatus status) {
            this.status = status;
        }

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Kind kind();

    /** The item's next status. */
    default ItemStatus status() {
        return kind().status;
    }

    /** The fault's kind; null where there is none. */
    default @Nullable String code() {
        return null;
    }

    /** What went wrong, for the operator; null where nothing did. */
    default @Nullable String message() {
        return null;
    }
}
