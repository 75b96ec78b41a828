/**
 * How one package comes: metadata, signature, archive, bucket; or how its object is read again.
 *
 * <p>Not here: jobs, retries, leases. May import: floors 0 to 2, and {@code demand} for those who read along.
 */
@NullMarked
package org.tfmirror.processor.ingest;

import org.jspecify.annotations.NullMarked;
