/**
 * Shelf of {@code verify}, above {@code pgp}: the judgement of what an origin says of an archive before it is fetched,
 * by the SHA256SUMS document, its signature, and the keys that may sign. The doors are {@code ShasumsVerifier} and
 * {@code KeyPolicy}. The room's beans are made here, where all of it can be seen.
 *
 * <p>Not here: OpenPGP itself. May import: {@code provider}, {@code verify}, {@code verify.pgp}.
 */
@NullMarked
package org.tfmirror.verify.shasums;

import org.jspecify.annotations.NullMarked;
