/**
 * Floor 1: the object store on S3, and the layout that gives every package its key.
 *
 * <p>Not here: what is in the catalog, or whether bytes are to be trusted; an upload becomes visible when its writer completes it and not before. May import: {@code provider}.
 */
@NullMarked
package org.tfmirror.storage;

import org.jspecify.annotations.NullMarked;
