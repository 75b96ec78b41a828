package org.tfmirror.processor.work;

import org.tfmirror.job.Settlement;
import org.tfmirror.processor.work.ItemError.Persistence;

/** Decides what a fault makes of an item: another attempt, later, or the end. */
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

    /** @param attempts started so far, the failed one included */
    Settlement settlementOf(ItemError fault, int attempts) {
        if (fault.persistence() == Persistence.POSTPONED) {
            return new Settlement.Retry(fault.code(), fault.message(), backoff.notBefore(fault.retryAfter()), false);
        }
        if (fault.persistence() == Persistence.PERMANENT || attempts >= maxAttempts()) {
            return new Settlement.Failed(fault.code(), fault.message());
        }
        return new Settlement.Retry(fault.code(), fault.message(), backoff.delay(attempts, fault.retryAfter()), true);
    }
}
