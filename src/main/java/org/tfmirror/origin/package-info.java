/**
 * Floor 1: the client of origin registries: service discovery, versions, package metadata and the archive's bytes.
 *
 * <p>Not here: any judgement of what was fetched ({@code verify} does that), and any retry across attempts. HTTP, redirects, address checks and Retry-After live here and nowhere else. May import: {@code provider}.
 */
@NullMarked
package org.tfmirror.origin;

import org.jspecify.annotations.NullMarked;
