/** The application's root: wiring that belongs to no feature. */
@NullMarked
package org.tfmirror;

import org.jspecify.annotations.NullMarked;
