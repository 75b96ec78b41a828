/**
 * Floor 2: archives to clients, and the files of bundles. A redirect to the bucket or the bytes through us, whole or in
 * part, and how many clients are sent to at once.
 *
 * <p>Not here: which packages are mirrored; a door decides that first. May import: {@code delivery.access}, floors 0
 * and 1.
 */
@NullMarked
package org.tfmirror.delivery;

import org.jspecify.annotations.NullMarked;
