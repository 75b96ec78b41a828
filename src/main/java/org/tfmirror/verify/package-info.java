/**
 * Floor 1: the judgement of what an origin gave us: the SHA256SUMS document, its OpenPGP signature, and the SHA-256 and h1 of the archive while its bytes pass. Everything fails closed.
 *
 * <p>Not here: any I/O; callers bring the bytes. May import: {@code provider}.
 */
@NullMarked
package org.tfmirror.verify;

import org.jspecify.annotations.NullMarked;
