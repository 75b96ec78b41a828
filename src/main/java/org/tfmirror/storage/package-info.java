/**
 * Floor 1: the object store, its errors, and the layout that gives every package its key. {@code storage.s3} implements it.
 *
 * <p>Not here: what is in the catalog, or whether bytes are to be trusted; an upload becomes visible when its writer
 * completes it and not before. May import: {@code provider}.
 */
@NullMarked
package org.tfmirror.storage;

import org.jspecify.annotations.NullMarked;
