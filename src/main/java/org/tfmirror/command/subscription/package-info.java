/**
 * What operators do to subscriptions, the plan of a run, and how a run ends: with a job, or without.
 *
 * <p>Not here: when a run is due ({@code processor.subscription}). May import: {@code command}, {@code command.job}, floors 0 to 2 without {@code web}.
 */
@NullMarked
package org.tfmirror.command.subscription;

import org.jspecify.annotations.NullMarked;
