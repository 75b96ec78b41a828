/**
 * The admin API of held versions: list, waive, reject.
 *
 * <p>Not here: what is held ({@code versions}, {@code policy}). May import: {@code admin}, {@code command}, floors 0 to 2.
 */
@NullMarked
package org.tfmirror.admin.hold;

import org.jspecify.annotations.NullMarked;
