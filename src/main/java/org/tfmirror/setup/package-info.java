/**
 * Floor 3: the page that tells a person what to write into a client's configuration.
 *
 * <p>Not here: its words ({@code guide}), and what clients then ask for. May import: what lies below the doors.
 */
@NullMarked
package org.tfmirror.setup;

import org.jspecify.annotations.NullMarked;
