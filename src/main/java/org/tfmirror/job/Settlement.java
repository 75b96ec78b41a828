package org.tfmirror.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How one attempt at an item ended. */
public sealed interface Settlement {

    /** The package is mirrored. */
    record Completed(long sizeBytes) implements Settlement {}

    /**
     * Given up.
     *
     * @param code the fault's kind, in snake_case
     */
    record Failed(String code, String message) implements Settlement {}

    /**
     * To be tried again, not before {@code delay} from now.
     *
     * @param counted whether the attempt just ended counts among those the item may have
     */
    record Retry(String code, String message, Duration delay, boolean counted) implements Settlement {}

    /** What the item becomes. */
    default ItemStatus status() {
        if (this instanceof Completed) {
            return ItemStatus.COMPLETED;
        }
        return this instanceof Failed ? ItemStatus.FAILED : ItemStatus.PENDING;
    }

    /** The fault's kind; null where there is none. */
    default @Nullable String code() {
        if (this instanceof Failed failed) {
            return failed.code;
        }
        return this instanceof Retry retry ? retry.code : null;
    }

    /** What went wrong, for the operator; null where nothing did. */
    default @Nullable String message() {
        if (this instanceof Failed failed) {
            return failed.message;
        }
        return this instanceof Retry retry ? retry.message : null;
    }
}
