package org.tfmirror.subscription;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A subscription with its state.
 *
 * @param paused whether it waits for an operator instead of its schedule
 * @param behind versions that the last run found to be missing and that are not there yet
 */
public record Subscription(
        SubscriptionSpec spec,
        Owner owner,
        boolean paused,
        String createdBy,
        Instant nextRunAt,
        LastRun last,
        int behind) {

    /**
     * How its last run ended.
     *
     * @param failures how many runs failed one after another, up to now
     * @param at null before the first run has ended, as are the others then
     * @param jobId null where it brought no job
     */
    public record LastRun(
            int failures,
            @Nullable Instant at,
            @Nullable RunOutcome outcome,
            @Nullable String error,
            @Nullable Long jobId) {}

    /** The name. */
    public SubscriptionName name() {
        return spec.name();
    }
}
