package org.tfmirror.versions;

import java.util.List;

/** An origin's list of a provider's versions, as far as it is known. */
public sealed interface VersionList {

    /**
     * The list that was fetched last.
     *
     * @param failing whether the origin has failed to answer since
     */
    record Known(List<ListedVersion> versions, boolean failing) implements VersionList {

        public Known {
            versions = List.copyOf(versions);
        }
    }

    /** The origin has said a short time ago that it has no such provider. */
    record Missing() implements VersionList {}

    /** The origin does not answer, or not in time, and has never told anything. */
    record Unavailable() implements VersionList {}
}
