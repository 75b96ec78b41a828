package org.tfmirror.console.upkeep;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tfmirror.console.page.Moment;
import org.tfmirror.subscription.Owner;
import org.tfmirror.subscription.RunOutcome;
import org.tfmirror.subscription.Schedule;
import org.tfmirror.subscription.Subscription;

/**
 * A subscription in the list.
 *
 * @param ofFile whether the configuration's file has it: it is changed and deleted there
 * @param last null before its first run has ended, as is {@code outcome} then
 * @param jobId of the last run; null where it brought none
 * @param due whether it waits for a replica, or for the job of the run before
 * @param behind versions that the last run found to be missing and that are not there yet
 */
public record SubscriptionRow(
        String name,
        String schedule,
        boolean ofFile,
        boolean paused,
        String createdBy,
        @Nullable Moment last,
        @Nullable RunOutcome outcome,
        @Nullable String error,
        @Nullable Long jobId,
        int failures,
        Moment next,
        boolean due,
        int behind) {

    static SubscriptionRow of(Subscription subscription, Instant now) {
        Subscription.LastRun last = subscription.last();
        return new SubscriptionRow(
                subscription.name().value(),
                schedule(subscription.spec().schedule()),
                subscription.owner() == Owner.FILE,
                subscription.paused(),
                subscription.createdBy(),
                Moment.of(last.at(), now),
                last.outcome(),
                last.error(),
                last.jobId(),
                last.failures(),
                Objects.requireNonNull(Moment.of(subscription.nextRunAt(), now)),
                !subscription.nextRunAt().isAfter(now),
                subscription.behind());
    }

    private static String schedule(Schedule schedule) {
        return schedule instanceof Schedule.Every ? "every " + schedule : "at " + schedule;
    }

    /** Its page. */
    public String path() {
        return "/console/subscriptions/" + name;
    }

    /** How the last run ended, in words; empty before there was one. */
    public String ended() {
        return outcome == null ? "" : words(outcome);
    }

    /** As of a state. */
    public String style() {
        return outcome == null ? "" : style(outcome);
    }

    static String words(RunOutcome outcome) {
        return switch (outcome) {
            case SUBMITTED -> "job submitted";
            case NOTHING_NEW -> "nothing new";
            case FAILED -> "failed";
        };
    }

    static String style(RunOutcome outcome) {
        return switch (outcome) {
            case SUBMITTED, NOTHING_NEW -> "completed";
            case FAILED -> "failed";
        };
    }
}
