/**
 * Shelf of {@code verify}: the judgement of detached OpenPGP signatures and of the keys that made them. The doors are
 * {@code SignatureJudge} and {@code PartnerKey}. Bouncy Castle does the arithmetic; which self-signatures count is
 * decided here (docs/adr/0033).
 *
 * <p>Not here: which key may sign for whom; {@code shasums} decides that. May import: {@code provider}, {@code verify}.
 */
@NullMarked
package org.tfmirror.verify.pgp;

import org.jspecify.annotations.NullMarked;
