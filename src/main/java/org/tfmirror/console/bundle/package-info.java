/**
 * The console's pages of bundles: packed, brought here, imported, and what their sources have decided.
 *
 * <p>Not here: what a bundle is ({@code bundle}) and what is commanded about one ({@code command.bundle}). May import:
 * {@code console.job}, {@code console.page}, {@code console.session}, what lies below the doors.
 */
@NullMarked
package org.tfmirror.console.bundle;

import org.jspecify.annotations.NullMarked;
