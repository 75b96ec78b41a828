/**
 * Floor 1: the result. The packages the mirror has, verified and stored, with what vouches for them, and which versions
 * are listed.
 *
 * <p>Not here: jobs, origins and bytes. May import: {@code provider}.
 */
@NullMarked
package org.tfmirror.catalog;

import org.jspecify.annotations.NullMarked;
