/**
 * What operators do to packages and versions: block, delete, list, waive and reject holds.
 *
 * <p>Not here: downloads ({@code command.job}), the removal itself ({@code removal}). May import: {@code command}, floors 0 to 2 without {@code web}.
 */
@NullMarked
package org.tfmirror.command.catalog;

import org.jspecify.annotations.NullMarked;
