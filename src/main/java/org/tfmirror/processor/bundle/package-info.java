/**
 * Shelf of {@code processor}: how packages are packed into a bundle, and how a bundle's become the mirror's. An import is the
 * ordinary download from an origin that is a bundle.
 *
 * <p>Not here: jobs, retries, leases. May import: floors 0 to 2, {@code processor.ingest}.
 */
@NullMarked
package org.tfmirror.processor.bundle;

import org.jspecify.annotations.NullMarked;
