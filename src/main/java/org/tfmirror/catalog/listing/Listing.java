package org.tfmirror.catalog.listing;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.provider.Platform;

/**
 * Whether a version is listed.
 *
 * @param waitingFor the platforms that keep it out of the lists; none where it is listed
 * @param warnings which clients fail because of it, if it was listed or changed just now
 */
public record Listing(boolean listed, SortedSet<Platform> waitingFor, List<String> warnings) {

    private static final String WHO_FAILS =
            "clients on %s that have no lock file fail where their constraint allows this version";

    public Listing {
        waitingFor = new TreeSet<>(waitingFor);
        warnings = List.copyOf(warnings);
    }

    static Listing listed(List<String> warnings) {
        return new Listing(true, new TreeSet<>(), warnings);
    }

    static Listing keptOut(SortedSet<Platform> waitingFor) {
        return new Listing(false, waitingFor, List.of());
    }

    /** Of a version that is listed, or will be, without platforms that the next lower one serves; none where there are none. */
    static List<String> warnings(ReleaseId release, ListedVersions.Lower lower, Set<Platform> there) {
        SortedSet<Platform> lacking = new TreeSet<>(lower.platforms());
        lacking.removeAll(there);
        return lacking.isEmpty()
                ? List.of()
                : List.of(("%s has no package for %s, which %s has: once it is listed, " + WHO_FAILS)
                        .formatted(release, text(lacking), lower.version(), text(lacking)));
    }

    /** Of a listed version that has just lost a platform. */
    static String lost(ReleaseId release, Platform platform) {
        return ("%s stays listed without %s: " + WHO_FAILS).formatted(release, platform, platform);
    }

    private static String text(Set<Platform> platforms) {
        return platforms.stream().map(Platform::toString).collect(Collectors.joining(", "));
    }
}
