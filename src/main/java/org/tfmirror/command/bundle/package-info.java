/**
 * What operators do with bundles: export, upload, import, accept statements; and adopt archives that are in the bucket.
 *
 * <p>Not here: packing and unpacking ({@code processor.bundle}). May import: {@code command}, {@code command.job}, {@code command.catalog}, floors 0 to 2 without {@code web}.
 */
@NullMarked
package org.tfmirror.command.bundle;

import org.jspecify.annotations.NullMarked;
