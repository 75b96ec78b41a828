/**
 * Shelf of {@code catalog}: packages as they are kept, for those who carry them elsewhere.
 *
 * <p>Not here: what is served, and what is written. May import: {@code catalog}, {@code catalog.evidence}, floor 0.
 */
@NullMarked
package org.tfmirror.catalog.stored;

import org.jspecify.annotations.NullMarked;
