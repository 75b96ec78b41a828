package org.tfmirror.mirror;

import java.util.Map;
import java.util.SortedMap;

/**
 * The protocol's {@code index.json}.
 *
 * @param versions canonical versions, each with an empty object
 */
public record VersionIndex(SortedMap<String, Map<String, String>> versions) {}
