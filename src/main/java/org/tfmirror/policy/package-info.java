/**
 * Floor 1: which providers and versions may come, and be offered. It is decided here alone, and asked at every way in and
 * out: by jobs, clients' demands and lists.
 *
 * <p>Not here: who asks, and what is fetched then. May import: {@code provider}.
 */
@NullMarked
package org.tfmirror.policy;

import org.jspecify.annotations.NullMarked;
