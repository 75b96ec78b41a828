/**
 * Floor 2: what an origin lists of a provider. It is answered from the database: as long as a list is fresh nobody is
 * asked, and a stale one is fetched anew behind the answer, by one of all replicas.
 *
 * <p>Not here: what is mirrored, and which versions a client gets. May import: {@code origin}, {@code policy},
 * {@code provider}.
 */
@NullMarked
package org.tfmirror.versions;

import org.jspecify.annotations.NullMarked;
