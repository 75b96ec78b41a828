package org.tfmirror.admin.subscription;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.NewestOf;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.VersionSelector;
import org.tfmirror.subscription.RunOutcome;
import org.tfmirror.subscription.Schedule;
import org.tfmirror.subscription.Selection;
import org.tfmirror.subscription.Subscription;
import org.tfmirror.subscription.SubscriptionHistory.PastRun;

/**
 * A subscription as the API shows it.
 *
 * @param owner {@code api}, or {@code file}: the one of the configuration
 * @param every absent where it has a {@code cron}
 * @param nextRunAt in the past where it is due and waits for a replica, or for the job of the run before
 * @param lastOutcome {@code submitted}, {@code nothing_new} or {@code failed}; null before the first run has ended
 * @param failures how many runs failed one after another, up to now
 * @param behind versions that the origin has and the mirror does not have yet, as the last run found
 * @param runs the last ones, the newest first; absent in lists
 */
public record SubscriptionView(
        String name,
        String owner,
        List<ProviderView> providers,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String every,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String cron,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String timeZone,
        boolean paused,
        String createdBy,
        Instant nextRunAt,
        @Nullable Instant lastRunAt,
        @Nullable String lastOutcome,
        @Nullable String lastError,
        @Nullable Long lastJobId,
        int failures,
        int behind,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<RunView> runs) {

    /** What it wants of one provider, as it was put. */
    public record ProviderView(
            String source,
            List<String> versions,
            List<String> platforms,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Integer newest,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Integer newestPerMinor) {

        static ProviderView of(Selection selection) {
            NewestOf.Limit limit = selection.limit();
            return new ProviderView(
                    selection.provider().toString(),
                    selection.versions().stream().map(VersionSelector::toString).toList(),
                    selection.platforms().stream().map(Platform::toString).toList(),
                    limit == null ? null : limit.newest(),
                    limit == null ? null : limit.newestPerMinor());
        }
    }

    /**
     * A run that has ended.
     *
     * @param requestedBy who asked for it; null where its time had come
     * @param newPackages how many packages its job was to bring
     * @param gone versions that the origin no longer has although the mirror does
     */
    public record RunView(
            Instant startedAt,
            Instant endedAt,
            @Nullable String requestedBy,
            String outcome,
            int newPackages,
            @Nullable Long jobId,
            @Nullable String error,
            List<String> gone) {

        static RunView of(PastRun run) {
            return new RunView(
                    run.startedAt(),
                    run.endedAt(),
                    run.requestedBy(),
                    run.ended().outcome().wireName(),
                    run.ended().newPackages(),
                    run.ended().jobId(),
                    run.ended().error(),
                    run.ended().gone());
        }
    }

    static SubscriptionView of(Subscription subscription, @Nullable List<PastRun> runs) {
        Schedule schedule = subscription.spec().schedule();
        RunOutcome outcome = subscription.last().outcome();
        return new SubscriptionView(
                subscription.name().value(),
                subscription.owner().wireName(),
                subscription.spec().selections().stream().map(ProviderView::of).toList(),
                schedule instanceof Schedule.Every every ? every.toString() : null,
                schedule instanceof Schedule.Cron cron ? cron.expression().toString() : null,
                schedule instanceof Schedule.Cron cron ? cron.zone().getId() : null,
                subscription.paused(),
                subscription.createdBy(),
                subscription.nextRunAt(),
                subscription.last().at(),
                outcome == null ? null : outcome.wireName(),
                subscription.last().error(),
                subscription.last().jobId(),
                subscription.last().failures(),
                subscription.behind(),
                runs == null ? null : runs.stream().map(RunView::of).toList());
    }
}
