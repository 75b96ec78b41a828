/**
 * Floor 4: the probes. Looks at everything, imported by none.
 *
 * <p>May import: every floor below.
 */
@NullMarked
package org.tfmirror.health;

import org.jspecify.annotations.NullMarked;
