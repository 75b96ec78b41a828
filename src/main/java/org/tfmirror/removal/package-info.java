/**
 * Floor 2: takes packages out of the mirror, row and archive. It brings three abilities together: the catalog's row,
 * the hold that keeps jobs away ({@code job.claim}), and the object of the store. See docs/adr/0015.
 *
 * <p>Not here: the request and its audit ({@code command}). May import: floors 0 and 1.
 */
@NullMarked
package org.tfmirror.removal;

import org.jspecify.annotations.NullMarked;
