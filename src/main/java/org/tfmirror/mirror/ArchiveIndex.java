package org.tfmirror.mirror;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.SortedMap;

/**
 * The protocol's {@code VERSION.json}.
 *
 * @param archives by platform, {@code os_arch}
 */
@RegisterForReflection // written by the resource itself, where Quarkus does not see it
public record ArchiveIndex(SortedMap<String, Archive> archives) {

    /**
     * One archive.
     *
     * @param url relative to the document's own URL
     * @param hashes {@code h1:} and {@code zh:}; a client takes the archive if any of them matches
     */
    public record Archive(String url, List<String> hashes) {}
}
