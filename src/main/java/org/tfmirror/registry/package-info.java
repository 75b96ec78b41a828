/**
 * Floor 3: Terraform's second door. The provider registry protocol, answered from the catalog with what authors signed, so
 * that clients check it themselves. Archives it sends clients to the network mirror's.
 *
 * <p>Not here: jobs and origins; nothing is ever fetched inside a request. May import: floors 0 to 2.
 */
@NullMarked
package org.tfmirror.registry;

import org.jspecify.annotations.NullMarked;
