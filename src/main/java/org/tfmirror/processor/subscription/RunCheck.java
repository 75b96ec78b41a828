package org.tfmirror.processor.subscription;

import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.ReleaseOrder;
import org.tfmirror.command.subscription.Difference;
import org.tfmirror.command.subscription.SubscriptionComparison;
import org.tfmirror.command.subscription.SubscriptionComparison.Facts;
import org.tfmirror.command.subscription.SubscriptionResults.Finding;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.Aborted;
import org.tfmirror.origin.OriginException.NotFound;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.subscription.AbsentPackages;
import org.tfmirror.subscription.Selection;
import org.tfmirror.subscription.SubscriptionRuns.Run;
import org.tfmirror.versions.VersionList;

/** Finds the packages that a subscription lacks. A version counts as gone only after the origin denied it by name. */
public final class RunCheck {

    private static final Logger LOG = Logger.getLogger(RunCheck.class);

    /** How many packages one run asks an origin for by name; others wait for the next one. */
    private static final int MOST_BY_NAME = 20;

    private final RoundLists lists;
    private final SubscriptionComparison comparison;
    private final OriginRegistry origin;
    private final AbsentPackages absent;
    private final Clock clock;

    public RunCheck(
            RoundLists lists,
            SubscriptionComparison comparison,
            OriginRegistry origin,
            AbsentPackages absent,
            Clock clock) {
        this.lists = lists;
        this.comparison = comparison;
        this.origin = origin;
        this.absent = absent;
        this.clock = clock;
    }

    RoundLists lists() {
        return lists;
    }

    /** What counts of the providers of all these runs. */
    Facts facts(List<Run> runs) throws SQLException, InterruptedException {
        Map<ProviderAddress, VersionList> known = new LinkedHashMap<>();
        for (Run run : runs) {
            for (Selection each : run.spec().selections()) {
                if (!known.containsKey(each.provider())) {
                    known.put(each.provider(), list(each.provider()));
                }
            }
        }
        return comparison.facts(known);
    }

    /** A fault of one list is not the other runs'. */
    private VersionList list(ProviderAddress provider) throws SQLException, InterruptedException {
        try {
            return lists.of(provider);
        } catch (RuntimeException e) {
            LOG.errorf(e, "list of versions not read provider=%s", provider);
            return new VersionList.Unavailable();
        }
    }

    /**
     * Compares and asks.
     *
     * @param most how many packages a job may have; the next run brings the rest
     */
    Finding check(List<Selection> selections, Facts facts, int most) throws SQLException, InterruptedException {
        Difference difference = comparison.compare(selections, facts);
        ByName byName = new ByName();
        Set<PackageId> denied = byName.denied(difference.doubtful());
        Set<PackageId> missing = new LinkedHashSet<>(difference.missing());
        missing.removeAll(denied);
        missing.removeAll(byName.open);
        Set<PackageId> gone = new HashSet<>(absent.among(difference.forgotten(), clock.instant()));
        Set<PackageId> newlyForgotten = new LinkedHashSet<>(difference.forgotten());
        newlyForgotten.removeAll(gone);
        gone.addAll(byName.denied(newlyForgotten));
        List<PackageId> packages = missing.stream().limit(most).toList();
        return new Finding(packages, orders(difference, packages), error(difference, byName), names(gone));
    }

    /** Asks for packages by name, as far as one run may. */
    private final class ByName {

        private final Set<PackageId> open = new LinkedHashSet<>();
        private @Nullable String failure;
        private int asked;

        /** Those that the origin says not to have. */
        Set<PackageId> denied(Set<PackageId> packages) throws SQLException, InterruptedException {
            Set<PackageId> denied = new HashSet<>();
            for (PackageId each : packages) {
                if (failure != null || ++asked > MOST_BY_NAME) {
                    open.add(each);
                } else if (isDenied(each)) {
                    absent.add(each, clock.instant());
                    denied.add(each);
                }
            }
            return denied;
        }

        private boolean isDenied(PackageId id) throws InterruptedException {
            try {
                origin.packageMetadata(id);
                return false;
            } catch (NotFound e) {
                return true;
            } catch (Aborted e) {
                throw new InterruptedException(e.getMessage());
            } catch (OriginException e) {
                failure = "%s: %s".formatted(id.provider(), e.getMessage());
                open.add(id);
                return false;
            }
        }
    }

    /** Only what the job brings, or the mirror has, can be waited for. */
    private static List<ReleaseOrder> orders(Difference difference, List<PackageId> packages) {
        Set<PackageId> there = new HashSet<>(packages);
        there.addAll(difference.sizes().keySet());
        Set<ReleaseId> brought = packages.stream().map(ReleaseId::of).collect(Collectors.toSet());
        return difference.orders().stream()
                .filter(order -> brought.contains(order.release()))
                .map(order -> new ReleaseOrder(
                        order.release(),
                        order.rule(),
                        order.ordered().stream()
                                .filter(platform -> there.contains(new PackageId(
                                        order.release().provider(),
                                        order.release().version(),
                                        platform)))
                                .collect(Collectors.toSet()),
                        order.offered()))
                .toList();
    }

    private static @Nullable String error(Difference difference, ByName byName) {
        List<String> errors = new ArrayList<>();
        difference.unknown().forEach((provider, reason) -> errors.add(provider + ": " + reason));
        if (byName.failure != null) {
            errors.add(byName.failure);
        }
        return errors.isEmpty() ? null : String.join("; ", errors.subList(0, Math.min(5, errors.size())));
    }

    private static List<String> names(Set<PackageId> packages) {
        return new ArrayList<>(packages.stream()
                .map(each -> ReleaseId.of(each).toString())
                .collect(Collectors.toCollection(TreeSet::new)));
    }
}
