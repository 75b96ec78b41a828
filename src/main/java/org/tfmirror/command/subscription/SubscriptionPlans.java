package org.tfmirror.command.subscription;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.subscription.Owner;
import org.tfmirror.subscription.Selection;
import org.tfmirror.subscription.Subscription;
import org.tfmirror.subscription.SubscriptionName;
import org.tfmirror.subscription.SubscriptionSpec;
import org.tfmirror.subscription.SubscriptionTable;
import org.tfmirror.versions.AvailableVersions;
import org.tfmirror.versions.VersionList;

/** Plans a run by the stored lists of origins. It asks no origin and changes nothing. */
@ApplicationScoped
public class SubscriptionPlans {

    private final SubscriptionTable subscriptions;
    private final AvailableVersions versions;
    private final SubscriptionComparison comparison;
    private final Clock clock;

    SubscriptionPlans(
            SubscriptionTable subscriptions,
            AvailableVersions versions,
            SubscriptionComparison comparison,
            Clock clock) {
        this.subscriptions = subscriptions;
        this.versions = versions;
        this.comparison = comparison;
        this.clock = clock;
    }

    /**
     * A plan.
     *
     * @param estimatedBytes of the missing packages of which the mirror has another version for the same platform
     * @param withoutEstimate how many of the missing packages are not in it
     * @param nextRuns the next times; none while it is paused
     */
    public record Plan(
            Subscription subscription,
            Difference difference,
            long estimatedBytes,
            int withoutEstimate,
            List<Instant> nextRuns) {}

    /**
     * What the next run would bring, by the lists that are known. No origin is asked.
     *
     * @throws CommandRefusedException where there is no such subscription
     */
    public Plan plan(SubscriptionName name) throws SQLException {
        Subscription subscription =
                subscriptions.find(name).orElseThrow(() -> CommandRefusedException.unknownSubscription(name));
        return plan(subscription);
    }

    /** What the first run of a subscription would bring that is not there yet. */
    public Plan preview(SubscriptionSpec spec) throws SQLException {
        Instant first = spec.schedule().first(clock.instant(), spec.name());
        Subscription.LastRun never = new Subscription.LastRun(0, null, null, null, null);
        return plan(new Subscription(spec, Owner.API, false, "", first, never, 0));
    }

    private Plan plan(Subscription subscription) throws SQLException {
        Map<ProviderAddress, VersionList> lists = new LinkedHashMap<>();
        for (Selection each : subscription.spec().selections()) {
            if (!lists.containsKey(each.provider())) {
                lists.put(each.provider(), versions.known(each.provider()));
            }
        }
        Difference difference = comparison.compare(subscription.spec().selections(), comparison.facts(lists));
        return estimated(subscription, difference);
    }

    private Plan estimated(Subscription subscription, Difference difference) {
        Map<SameBuild, PackageId> newest = new HashMap<>();
        difference
                .sizes()
                .keySet()
                .forEach(each -> newest.merge(
                        SameBuild.of(each),
                        each,
                        (one, other) -> one.version().compareTo(other.version()) >= 0 ? one : other));
        long bytes = 0;
        int without = 0;
        for (PackageId each : difference.missing()) {
            @Nullable PackageId like = newest.get(SameBuild.of(each));
            if (like == null) {
                without++;
            } else {
                bytes += Objects.requireNonNull(difference.sizes().get(like));
            }
        }
        return new Plan(subscription, difference, bytes, without, times(subscription));
    }

    private List<Instant> times(Subscription subscription) {
        if (subscription.paused()) {
            return List.of();
        }
        Instant now = clock.instant();
        Instant first = subscription.nextRunAt().isAfter(now) ? subscription.nextRunAt() : now;
        Instant second = subscription.spec().schedule().next(first, subscription.name());
        return List.of(first, second);
    }

    /** Versions for one platform are about as large as each other. */
    private record SameBuild(ProviderAddress provider, Platform platform) {
        static SameBuild of(PackageId id) {
            return new SameBuild(id.provider(), id.platform());
        }
    }
}
