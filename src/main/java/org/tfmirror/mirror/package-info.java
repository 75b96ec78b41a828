/**
 * Floor 3: Terraform's door. The provider network mirror protocol, answered from the catalog and the object store.
 *
 * <p>Not here: jobs and origins; nothing is ever fetched inside a request. May import: floors 0 to 2.
 */
@NullMarked
package org.tfmirror.mirror;

import org.jspecify.annotations.NullMarked;
