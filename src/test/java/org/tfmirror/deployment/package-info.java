/** Reads what is under docker/, as far as that can be done without a container engine or a cluster. */
@NullMarked
package org.tfmirror.deployment;

import org.jspecify.annotations.NullMarked;
