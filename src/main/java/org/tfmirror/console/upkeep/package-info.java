/**
 * The console's pages of what comes by rules: held versions, subscriptions.
 *
 * <p>Not here: the rules ({@code policy}, {@code subscription}) and what is commanded about them ({@code command}). May
 * import: {@code console.job}, {@code console.page}, {@code console.session}, what lies below the doors.
 */
@NullMarked
package org.tfmirror.console.upkeep;

import org.jspecify.annotations.NullMarked;
