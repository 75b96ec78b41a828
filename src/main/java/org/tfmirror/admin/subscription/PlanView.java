package org.tfmirror.admin.subscription;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.command.subscription.Difference;
import org.tfmirror.command.subscription.SubscriptionPlans.Plan;
import org.tfmirror.provider.PackageId;

/**
 * What a run would bring, by the lists that are known; no origin was asked.
 *
 * @param packages that would come, at most {@value #MOST} of them
 * @param totalPackages how many would come
 * @param behind how many versions these are of
 * @param estimatedBytes of those packages of which the mirror has another version
 * @param withoutEstimate how many of the packages are not in {@code estimatedBytes}
 * @param superfluous what the mirror has of these providers and the subscription does not want, at most {@value #MOST}; it is
 *     never deleted for that
 * @param totalSuperfluous how many there are
 * @param superfluousBytes of all of them
 * @param notListed versions that the mirror has and the origin's list lacks
 * @param absent what is wanted, and the origin said not to have when it was asked by name
 * @param unknown providers of which it is not known what the origin has now
 * @param nextRuns the next two times; none while it is paused
 */
public record PlanView(
        String name,
        List<String> packages,
        int totalPackages,
        int behind,
        long estimatedBytes,
        int withoutEstimate,
        List<String> superfluous,
        int totalSuperfluous,
        long superfluousBytes,
        List<String> notListed,
        List<String> absent,
        List<UnknownView> unknown,
        List<Instant> nextRuns) {

    static final int MOST = 1_000;

    /** A provider whose list is not known, or is an old one. */
    public record UnknownView(String source, String reason) {}

    static PlanView of(Plan plan) {
        Difference difference = plan.difference();
        List<UnknownView> unknown = new ArrayList<>();
        difference.unknown().forEach((provider, reason) -> unknown.add(new UnknownView(provider.toString(), reason)));
        return new PlanView(
                plan.subscription().name().value(),
                names(difference.missing()),
                difference.missing().size(),
                difference.behind(),
                plan.estimatedBytes(),
                plan.withoutEstimate(),
                sorted(difference.superfluous()),
                difference.superfluous().size(),
                difference.superfluous().values().stream()
                        .mapToLong(Long::longValue)
                        .sum(),
                difference.forgotten().stream()
                        .map(each -> ReleaseId.of(each).toString())
                        .sorted()
                        .limit(MOST)
                        .toList(),
                names(difference.absent()),
                unknown,
                plan.nextRuns());
    }

    private static List<String> names(Collection<PackageId> packages) {
        return packages.stream().limit(MOST).map(PackageId::toString).toList();
    }

    private static List<String> sorted(Map<PackageId, Long> packages) {
        return packages.keySet().stream()
                .map(PackageId::toString)
                .sorted()
                .limit(MOST)
                .toList();
    }
}
