/**
 * Below the doors: what a person writes into a client's configuration, told once for {@code setup} and {@code console}.
 *
 * <p>Not here: how a door shows it. May import: what lies below the doors.
 */
@NullMarked
package org.tfmirror.guide;

import org.jspecify.annotations.NullMarked;
