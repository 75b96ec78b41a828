package org.tfmirror.catalog.listing;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.tfmirror.catalog.ListingRule;
import org.tfmirror.catalog.ReleaseFacts;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.ReleaseOrder;
import org.tfmirror.provider.Platform;

/**
 * Decides which versions are listed: docs/adr/0024. Everything takes part in the transaction of the connection, of
 * isolation {@code read committed}: a decision locks the version's row and then looks at what is there, so of two workers
 * that finish a version at once the later one sees both packages. Thread-safe.
 */
@Singleton
public class Releases {

    /**
     * Notes what a job will bring. What is listed already stays so; of the rest, what is there as ordered is listed.
     *
     * @param orders of no version twice
     * @return warnings: which clients will fail when a version is listed that was ordered for too few platforms
     */
    public List<String> order(Connection connection, Collection<ReleaseOrder> orders) throws SQLException {
        if (orders.isEmpty()) {
            return List.of();
        }
        List<UnlistedRelease> unlisted = ReleaseTable.order(connection, orders);
        // Asked only now that the rows are locked: what another has recorded until then is seen.
        Set<ReleaseId> begun = ReleaseTable.withPackages(
                connection, unlisted.stream().map(UnlistedRelease::id).toList());
        ListedVersions listed = new ListedVersions(connection);
        List<String> warnings = new ArrayList<>();
        for (UnlistedRelease each : unlisted) {
            if (begun.contains(each.id())) {
                warnings.addAll(decide(connection, each).warnings());
            }
            // The same words again where it was listed just now. One that waits for all takes nothing from anybody.
            if (each.rule() != ListingRule.COMPLETE) {
                Set<Platform> served = begun.contains(each.id()) ? listed.platformsOf(each.id()) : Set.of();
                warnings.addAll(Listing.warnings(each.id(), listed.lowerThan(each.id()), each.expected(served)));
            }
        }
        return warnings.stream().distinct().toList();
    }

    /**
     * Lists the version if nothing keeps it out any longer, else notes what does. One that is listed stays so.
     *
     * @return empty where it has no row: a replica of the release before has brought it
     */
    public Optional<Listing> decide(Connection connection, ReleaseId id) throws SQLException {
        Optional<ReleaseTable.Row> row = ReleaseTable.lock(connection, id);
        if (row.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                row.get().listed()
                        ? Listing.listed(List.of())
                        : decide(connection, row.get().release()));
    }

    /** The version's row is locked. */
    private static Listing decide(Connection connection, UnlistedRelease release) throws SQLException {
        ListedVersions listed = new ListedVersions(connection);
        Set<Platform> served = listed.platformsOf(release.id());
        ListedVersions.Lower lower = listed.lowerThan(release.id());
        SortedSet<Platform> missing = release.missing(served, lower.platforms());
        if (served.isEmpty() || !missing.isEmpty()) {
            ReleaseTable.wait(connection, release.id(), missing);
            return Listing.keptOut(missing);
        }
        ReleaseTable.list(connection, release.id());
        return Listing.listed(Listing.warnings(release.id(), lower, release.expected(served)));
    }

    /** Notes what the origin says of a version, and how its packages are vouched for; after {@link #decide}. */
    public void describe(Connection connection, ReleaseId id, ReleaseFacts facts) throws SQLException {
        ReleaseTable.describe(connection, id, facts);
    }

    /**
     * Lists the version without waiting any longer.
     *
     * @return empty where it is listed already, or has no package to serve
     */
    public Optional<Listing> listAsIs(Connection connection, ReleaseId id) throws SQLException {
        ReleaseTable.add(connection, id);
        ReleaseTable.lock(connection, id);
        ListedVersions listed = new ListedVersions(connection);
        Set<Platform> served = listed.platformsOf(id);
        if (served.isEmpty() || !ReleaseTable.list(connection, id)) {
            return Optional.empty();
        }
        return Optional.of(Listing.listed(Listing.warnings(id, listed.lowerThan(id), served)));
    }

    /**
     * Notes that a package of the version is not served any more. A listed one stays listed while it has any.
     *
     * @return warnings: which clients fail now
     */
    public List<String> withdraw(Connection connection, ReleaseId id, Platform lost) throws SQLException {
        Optional<Listing> listing = decide(connection, id);
        if (listing.isEmpty() || !listing.get().listed() || ReleaseTable.forget(connection, id)) {
            return List.of();
        }
        boolean served = !new ListedVersions(connection).platformsOf(id).isEmpty();
        return served && !id.version().isPrerelease() ? List.of(Listing.lost(id, lost)) : List.of();
    }
}
