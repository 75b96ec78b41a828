package org.tfmirror.versions;

import java.sql.SQLException;
import java.util.List;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.NotFound;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.origin.VersionListing;
import org.tfmirror.provider.ProviderAddress;

/** Asks an origin for a list and records what comes of it, together with what the policy needs to know. Thread-safe. */
final class ListFetcher {

    private final OriginLists lists;
    private final OriginRegistry origin;
    private final VersionHolds holds;

    ListFetcher(OriginLists lists, OriginRegistry origin, VersionHolds holds) {
        this.lists = lists;
        this.origin = origin;
        this.holds = holds;
    }

    /** @param number that of {@link OriginLists#claim} */
    List<AvailableVersion> fetch(ProviderAddress provider, Cancellation cancellation, long number)
            throws OriginException, SQLException {
        return fetch(provider, origin.cancelledBy(cancellation), number);
    }

    List<AvailableVersion> fetch(ProviderAddress provider, OriginRegistry asked, long number)
            throws OriginException, SQLException {
        try {
            VersionListing listing = asked.listing(provider);
            if (lists.record(provider, number, listing)) {
                holds.refresh(provider, asked);
            }
            return listing.versions();
        } catch (NotFound e) {
            lists.record(provider, number, null);
            throw e;
        } catch (OriginException e) {
            lists.fail(provider, number);
            throw e;
        }
    }
}
