/**
 * The console's pages of what comes by rules and what is carried: held versions, subscriptions, bundles.
 *
 * <p>Not here: the rules ({@code policy}, {@code subscription}, {@code bundle}) and what is commanded about them ({@code command}). May import:
 * {@code console.page}, {@code console.session}, what lies below the doors.
 */
@NullMarked
package org.tfmirror.console.upkeep;

import org.jspecify.annotations.NullMarked;
