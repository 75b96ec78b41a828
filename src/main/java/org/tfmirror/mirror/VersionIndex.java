package org.tfmirror.mirror;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;
import java.util.SortedMap;

/**
 * The protocol's {@code index.json}.
 *
 * @param versions canonical versions, each with an empty object
 */
@RegisterForReflection // written by the resource itself, where Quarkus does not see it
public record VersionIndex(SortedMap<String, Map<String, String>> versions) {}
