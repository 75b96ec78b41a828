/**
 * Floor 1: what is kept current by itself. A subscription's name, what it wants, its schedule, when it is due and how its runs
 * ended, in the database.
 *
 * <p>Not here: what an origin lists, what of it is missing, and the job that brings it ({@code command}, {@code processor}).
 * May import: {@code provider}.
 */
@NullMarked
package org.tfmirror.subscription;

import org.jspecify.annotations.NullMarked;
