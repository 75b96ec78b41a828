/**
 * The admin API of the catalog: packages and versions; block, list, delete, verify.
 *
 * <p>Not here: what clients get ({@code mirror}). May import: {@code admin}, {@code admin.job}, {@code command}, floors 0 to 2.
 */
@NullMarked
package org.tfmirror.admin.catalog;

import org.jspecify.annotations.NullMarked;
