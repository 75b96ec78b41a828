package org.tfmirror.catalog;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.Platform;

/**
 * A job's order of a version.
 *
 * @param ordered the platforms that will be fetched
 * @param offered the platforms that the origin lists; null where it does not say, or was not asked
 */
public record ReleaseOrder(
        ReleaseId release,
        ListingRule rule,
        Set<Platform> ordered,
        @Nullable Set<Platform> offered) {

    public ReleaseOrder {
        ordered = Set.copyOf(ordered);
        offered = offered == null ? null : Set.copyOf(offered);
    }

    /** The same, but it waits for nothing. */
    public ReleaseOrder asIs() {
        return new ReleaseOrder(release, ListingRule.AS_IS, ordered, offered);
    }
}
