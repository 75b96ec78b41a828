/**
 * Above {@code command}, below the doors: jobs as they are watched. One look a second at each job that a client watches,
 * told to all who do.
 *
 * <p>Not here: how a door writes the events ({@code admin}: JSON, {@code console}: pages). May import: what lies below
 * the doors.
 */
@NullMarked
package org.tfmirror.live;

import org.jspecify.annotations.NullMarked;
