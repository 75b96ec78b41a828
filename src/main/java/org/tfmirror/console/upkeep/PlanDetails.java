package org.tfmirror.console.upkeep;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.command.subscription.Difference;
import org.tfmirror.command.subscription.SubscriptionPlans.Plan;
import org.tfmirror.console.page.Amounts;
import org.tfmirror.console.page.Moment;
import org.tfmirror.provider.PackageId;

/**
 * What a run would bring, by the lists that are known; of long lists the first {@value #MOST}.
 *
 * @param missing that would come
 * @param size of what would come, in words
 * @param superfluous that is mirrored and not wanted; it stays
 * @param notListed versions that the mirror has and the origin's list lacks
 * @param absent what the origin said not to have
 * @param unknown providers of which it is not known what the origin has now, and why
 */
public record PlanDetails(
        List<String> missing,
        String size,
        List<String> superfluous,
        String superfluousCount,
        List<String> notListed,
        List<String> absent,
        List<String> unknown,
        List<Moment> nextRuns) {

    static final int MOST = 100;

    static PlanDetails of(Plan plan, Instant now) {
        Difference difference = plan.difference();
        return new PlanDetails(
                names(difference.missing()),
                size(plan),
                names(difference.superfluous().keySet()),
                Amounts.count(difference.superfluous().size(), "package"),
                difference.forgotten().stream()
                        .map(each -> ReleaseId.of(each).toString())
                        .distinct()
                        .sorted()
                        .limit(MOST)
                        .toList(),
                names(difference.absent()),
                difference.unknown().entrySet().stream()
                        .map(each -> each.getKey() + ": " + each.getValue())
                        .sorted()
                        .toList(),
                plan.nextRuns().stream()
                        .map(each -> Objects.requireNonNull(Moment.of(each, now)))
                        .toList());
    }

    private static String size(Plan plan) {
        int missing = plan.difference().missing().size();
        String text = Amounts.count(missing, "package") + " of "
                + Amounts.count(plan.difference().behind(), "version");
        if (plan.withoutEstimate() < missing) {
            text += ", about " + Amounts.bytes(plan.estimatedBytes());
        }
        return plan.withoutEstimate() == 0
                ? text
                : text + ", and " + Amounts.number(plan.withoutEstimate()) + " of unknown size";
    }

    private static List<String> names(Collection<PackageId> packages) {
        return packages.stream().map(PackageId::toString).sorted().limit(MOST).toList();
    }

    public boolean bringsNothing() {
        return missing.isEmpty();
    }
}
