/**
 * A floor of its own between what the doors share and the doors: what a client's request makes come.
 * {@link org.tfmirror.demand.DemandWorkers} is how the processor, above, lends its slots.
 *
 * <p>Not here: who may ask a door at all, and the protocols' documents. May import: floors 0 to 2 without {@code web}.
 */
@NullMarked
package org.tfmirror.demand;

import org.jspecify.annotations.NullMarked;
