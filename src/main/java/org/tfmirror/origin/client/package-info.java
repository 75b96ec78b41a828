/**
 * The registry protocol, spoken to an origin: service discovery, versions, package metadata, archives that resume.
 *
 * <p>Not here: HTTP itself. May import: the rest of {@code origin}, {@code provider}.
 */
@NullMarked
package org.tfmirror.origin.client;

import org.jspecify.annotations.NullMarked;
