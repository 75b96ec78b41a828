/**
 * Floor 2: what the doors share about HTTP. One mapper of exceptions, which asks the path whose error it is, one reader
 * of parameters, and the limits and deadlines of requests and connections.
 *
 * <p>Not here: what any door serves. A door tells its own errors by a bean of {@link org.tfmirror.web.ErrorFormat}. May
 * import: floors 0 and 1.
 */
@NullMarked
package org.tfmirror.web;

import org.jspecify.annotations.NullMarked;
