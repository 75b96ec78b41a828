/**
 * Which hosts, URLs and addresses may be asked, before and while a connection is made.
 *
 * <p>Not here: any request. May import: {@code origin}, {@code provider}.
 */
@NullMarked
package org.tfmirror.origin.guard;

import org.jspecify.annotations.NullMarked;
