/**
 * Access to the mirror: tokens, and signed URLs for requests that clients send without a token.
 *
 * <p>Not here: the documents and archives themselves. May import: floors 0 and 1.
 */
@NullMarked
package org.tfmirror.delivery.access;

import org.jspecify.annotations.NullMarked;
