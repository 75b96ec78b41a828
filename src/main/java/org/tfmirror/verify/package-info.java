/**
 * Floor 1: the verification of origins' answers. Everything fails closed. This package has what goes in and comes out:
 * claims, keys, limits, hashes, and {@code VerificationException} with every way to fail. The judging stands on three
 * shelves: {@code zip} judges archives, {@code pgp} signatures, {@code shasums} what an origin says of an archive.
 *
 * <p>Not here: any I/O; callers bring the bytes. May import: {@code provider}, and none of its shelves, which import
 * it.
 */
@NullMarked
package org.tfmirror.verify;

import org.jspecify.annotations.NullMarked;
