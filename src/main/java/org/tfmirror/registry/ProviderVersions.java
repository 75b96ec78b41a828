package org.tfmirror.registry;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * The protocol's list of versions.
 *
 * @param warnings what the origin warns of; clients print it
 */
@RegisterForReflection // written by the resource itself, where Quarkus does not see it
public record ProviderVersions(List<Version> versions, List<String> warnings) {

    /**
     * One version.
     *
     * @param version canonical
     * @param protocols such as {@code 5.0}; none where the origin says none
     */
    public record Version(String version, List<String> protocols, List<Platform> platforms) {}

    /** One of its platforms. */
    public record Platform(String os, String arch) {}
}
