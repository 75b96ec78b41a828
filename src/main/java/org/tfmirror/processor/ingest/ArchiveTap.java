package org.tfmirror.processor.ingest;

import org.tfmirror.demand.archive.LiveArchives.Feed;
import org.tfmirror.provider.PackageId;

/** Is told of archives while they come from their origins. */
public interface ArchiveTap {

    /**
     * A transfer begins at the first byte. What is returned is told of its bytes on the transfer's thread, and holds it up
     * by no more than a copy.
     *
     * @param sha256 as signed, lower-case hex
     * @param length as the origin announces it; -1 where it does not
     */
    Feed begin(PackageId id, String sha256, long length);
}
