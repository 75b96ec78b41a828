package org.tfmirror.catalog.listing;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.ListingRule;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.provider.Platform;

/**
 * A version that is not listed yet, as its row has it.
 *
 * @param ordered by all orders together
 * @param offered by its origin; null where that is not known
 */
record UnlistedRelease(
        ReleaseId id,
        ListingRule rule,
        Set<Platform> ordered,
        @Nullable Set<Platform> offered) {

    /** What keeps it out of the lists, given what it is served for and what the next lower listed version is. */
    SortedSet<Platform> missing(Set<Platform> served, Set<Platform> servedOfLower) {
        SortedSet<Platform> required = new TreeSet<>();
        switch (rule) {
            case COMPLETE -> {
                required.addAll(servedOfLower);
                if (offered != null) {
                    required.retainAll(offered);
                }
                required.addAll(ordered);
            }
            case ORDERED -> required.addAll(ordered);
            case AS_IS -> {}
        }
        required.removeAll(served);
        return required;
    }

    /** What it is served for, and what is still to come. */
    Set<Platform> expected(Set<Platform> served) {
        Set<Platform> expected = new TreeSet<>(served);
        expected.addAll(ordered);
        return expected;
    }
}
