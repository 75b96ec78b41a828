/**
 * Floor 2: what vouches for a release. It is fetched from the origin as one snapshot, verified, and made a value that can be
 * recorded; every way in that asks an origin uses it.
 *
 * <p>Not here: archives, jobs, and what clients get. May import: {@code origin}, {@code verify}, {@code catalog},
 * {@code provider}.
 */
@NullMarked
package org.tfmirror.evidence;

import org.jspecify.annotations.NullMarked;
