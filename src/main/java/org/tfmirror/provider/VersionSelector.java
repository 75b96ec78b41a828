package org.tfmirror.provider;

import java.util.Collection;
import java.util.List;

/** Selects versions of a provider. */
public sealed interface VersionSelector permits VersionConstraint, LatestRelease, NewestOf {

    /**
     * Reads {@code latest}, or conditions such as {@code ~> 3.5}. Reads their text again.
     *
     * @throws InvalidNameException whose message says at which character, counted from 1, the text goes wrong
     */
    static VersionSelector parse(String text) {
        return text.equals(LatestRelease.TEXT) ? new LatestRelease() : VersionConstraint.parse(text);
    }

    /** The wanted ones of these versions, each once, newest first. */
    List<ProviderVersion> selectFrom(Collection<ProviderVersion> versions);
}
