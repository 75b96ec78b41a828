/**
 * Floor 3: Terraform's second door. The provider registry protocol, answered with what authors signed, so that clients
 * check it themselves: from the catalog, and by what may come on demand. Archives it sends clients to the network mirror's.
 *
 * <p>Not here: jobs and origins. May import: {@code demand}, floors 0 to 2.
 */
@NullMarked
package org.tfmirror.registry;

import org.jspecify.annotations.NullMarked;
