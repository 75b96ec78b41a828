package org.tfmirror.origin;

import java.util.List;

/**
 * What a registry lists of a provider.
 *
 * @param versions in its order, each once
 * @param warnings what it wants clients to be warned of, as it says it; its first ones, cut where they are long
 */
public record VersionListing(List<AvailableVersion> versions, List<String> warnings) {

    private static final int MOST_WARNINGS = 20;
    private static final int LONGEST_WARNING = 2_000;

    public VersionListing {
        versions = List.copyOf(versions);
        warnings = warnings.stream()
                .limit(MOST_WARNINGS)
                .map(VersionListing::storable)
                .toList();
    }

    /** PostgreSQL's text takes every character but one. */
    private static String storable(String text) {
        return text.substring(0, Math.min(LONGEST_WARNING, text.length())).replace('\0', '\uFFFD');
    }
}
