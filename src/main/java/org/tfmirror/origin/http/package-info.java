/**
 * One request to an origin: connections, proxies, redirects, limits, minimum rate, back-off of a host.
 *
 * <p>Not here: what a response means to the registry protocol. May import: {@code origin}, {@code origin.guard}, {@code provider}.
 */
@NullMarked
package org.tfmirror.origin.http;

import org.jspecify.annotations.NullMarked;
