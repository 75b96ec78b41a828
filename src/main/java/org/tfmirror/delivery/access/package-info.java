/**
 * Who may read the mirror: tokens, and signed URLs for what clients send no token with.
 *
 * <p>Not here: what is read. May import: floors 0 and 1.
 */
@NullMarked
package org.tfmirror.delivery.access;

import org.jspecify.annotations.NullMarked;
