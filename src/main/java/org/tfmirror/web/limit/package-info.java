/**
 * How long a request may be, and how slow: the limit of its body, the deadlines of its headers and its body.
 *
 * <p>Not here: what an error looks like ({@code web}), how slowly a client may read ({@code delivery}). May import:
 * {@code web}, floors 0 and 1.
 */
@NullMarked
package org.tfmirror.web.limit;

import org.jspecify.annotations.NullMarked;
