/**
 * Floor 3: the page that tells a person what to write into a client's configuration.
 *
 * <p>Not here: what clients then ask for. May import: floors 0 to 2.
 */
@NullMarked
package org.tfmirror.setup;

import org.jspecify.annotations.NullMarked;
