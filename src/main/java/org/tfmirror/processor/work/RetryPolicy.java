package org.tfmirror.processor.work;

import java.time.Duration;
import org.tfmirror.job.ItemOutcome;
import org.tfmirror.processor.work.ItemError.Persistence;

/** Decides an item's outcome after a fault: another attempt later, or the end. */
public final class RetryPolicy {

    private final int retryAttempts;
    private final Backoff backoff;

    public RetryPolicy(int retryAttempts, Backoff backoff) {
        this.retryAttempts = retryAttempts;
        this.backoff = backoff;
    }

    /** How often an item may be started at all. */
    public int maxAttempts() {
        return retryAttempts + 1;
    }

    /** Of an attempt that an outage of the store ended: the item is given back with its job. */
    static ItemOutcome postponed(ItemError fault) {
        return new ItemOutcome.Retry(fault.code(), fault.message(), Duration.ZERO, false);
    }

    /** @param attempts started so far, the failed one included */
    ItemOutcome outcomeOf(ItemError fault, int attempts) {
        if (fault.persistence() == Persistence.POSTPONED) {
            return new ItemOutcome.Retry(fault.code(), fault.message(), backoff.notBefore(fault.retryAfter()), false);
        }
        if (fault.persistence() == Persistence.PERMANENT || attempts >= maxAttempts()) {
            return new ItemOutcome.Failed(fault.code(), fault.message());
        }
        return new ItemOutcome.Retry(fault.code(), fault.message(), backoff.delay(attempts, fault.retryAfter()), true);
    }
}
