/**
 * The admin API of bundles: pack, download, upload, import, receipts.
 *
 * <p>Not here: the packing and importing ({@code processor.bundle}). May import: {@code admin}, {@code admin.job},
 * {@code submission}, {@code command}, floors 0 to 2.
 */
@NullMarked
package org.tfmirror.admin.bundle;

import org.jspecify.annotations.NullMarked;
