/**
 * The console's pages of the catalog: providers, versions, packages, and what is done to them.
 *
 * <p>Not here: the catalog ({@code catalog}) and its commands ({@code command}). May import: {@code console.page},
 * {@code console.session}, what lies below the doors.
 */
@NullMarked
package org.tfmirror.console.catalog;

import org.jspecify.annotations.NullMarked;
