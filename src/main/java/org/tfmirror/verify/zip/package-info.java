/**
 * Shelf of {@code verify}: the judgement of an archive while its bytes pass, by a zip reader that needs no seeking. The
 * door is {@code ArchiveDigest}.
 *
 * <p>Not here: what an archive's checksum should be; callers know that. May import: {@code provider}, {@code verify}.
 */
@NullMarked
package org.tfmirror.verify.zip;

import org.jspecify.annotations.NullMarked;
