/**
 * Floor 3: Terraform's door. The provider network mirror protocol, answered from the catalog and the object store, or on demand.
 *
 * <p>Not here: jobs and origins; what comes on demand is asked of {@code demand}, and no thread waits for it. May import:
 * floors 0 to 2, {@code demand}.
 */
@NullMarked
package org.tfmirror.mirror;

import org.jspecify.annotations.NullMarked;
