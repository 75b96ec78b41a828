/**
 * What all pages of the console have: their frame, how moments and sizes are written, errors.
 *
 * <p>Not here: what a page is about. May import: {@code console.session}, what lies below the doors.
 */
@NullMarked
package org.tfmirror.console.page;

import org.jspecify.annotations.NullMarked;
