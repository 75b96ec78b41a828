/**
 * Floor 1: bundles, which carry packages into closed networks: their tars, their signed manifest, receipts, and the tables
 * of what was exported and imported.
 *
 * <p>Not here: reading and writing the bucket, and judging what a bundle has; its signature only says who packed it. May
 * import: {@code provider}.
 */
@NullMarked
package org.tfmirror.bundle;

import org.jspecify.annotations.NullMarked;
