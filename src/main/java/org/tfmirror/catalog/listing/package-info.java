/**
 * Which versions are listed: {@link org.tfmirror.catalog.listing.Releases} decides, in the transaction of the change.
 *
 * <p>Not here: which packages of a version are served ({@code catalog}). May import: {@code catalog}, {@code provider}.
 */
@NullMarked
package org.tfmirror.catalog.listing;

import org.jspecify.annotations.NullMarked;
