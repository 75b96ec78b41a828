package org.tfmirror.console.upkeep;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tfmirror.console.page.Moment;
import org.tfmirror.provider.NewestOf;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.VersionSelector;
import org.tfmirror.subscription.Selection;
import org.tfmirror.subscription.Subscription;
import org.tfmirror.subscription.SubscriptionHistory.PastRun;

/**
 * A subscription with what it wants and its last runs.
 *
 * @param runs the newest first
 */
public record SubscriptionDetails(SubscriptionRow row, List<Wish> wishes, List<Run> runs) {

    /** What it wants of one provider. */
    public record Wish(String source, String versions, String limit, String platforms) {

        static Wish of(Selection selection) {
            return new Wish(
                    selection.provider().toString(),
                    selection.versions().stream().map(VersionSelector::toString).collect(Collectors.joining(", ")),
                    limit(selection.limit()),
                    selection.platforms().stream().map(Platform::toString).collect(Collectors.joining(", ")));
        }

        private static String limit(NewestOf.@Nullable Limit limit) {
            if (limit == null) {
                return "";
            }
            return "the newest " + limit.count() + (limit.perMinor() ? " of each minor version" : "");
        }
    }

    /**
     * A run that has ended.
     *
     * @param by empty where its time had come
     * @param gone versions that the origin no longer has although the mirror does
     */
    public record Run(
            Moment ended,
            String by,
            String outcome,
            String style,
            int packages,
            @Nullable Long jobId,
            @Nullable String error,
            String gone) {

        static Run of(PastRun run, Instant now) {
            return new Run(
                    Objects.requireNonNull(Moment.of(run.endedAt(), now)),
                    Objects.requireNonNullElse(run.requestedBy(), ""),
                    SubscriptionRow.words(run.ended().outcome()),
                    SubscriptionRow.style(run.ended().outcome()),
                    run.ended().newPackages(),
                    run.ended().jobId(),
                    run.ended().error(),
                    String.join(", ", run.ended().gone()));
        }
    }

    static SubscriptionDetails of(Subscription subscription, List<PastRun> runs, Instant now) {
        return new SubscriptionDetails(
                SubscriptionRow.of(subscription, now),
                subscription.spec().selections().stream().map(Wish::of).toList(),
                runs.stream().map(each -> Run.of(each, now)).toList());
    }
}
