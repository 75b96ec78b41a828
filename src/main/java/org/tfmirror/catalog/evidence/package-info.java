/**
 * Shelf of {@code catalog}, below its room: what origins signed, kept byte for byte and found by its digest. The doors are
 * {@code Evidence} and {@code EvidenceTable}.
 *
 * <p>Not here: whether it is to be trusted; {@code verify} judges that. May import: {@code provider}.
 */
@NullMarked
package org.tfmirror.catalog.evidence;

import org.jspecify.annotations.NullMarked;
