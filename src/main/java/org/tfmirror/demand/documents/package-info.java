/**
 * Shelf of {@code demand}: documents that come because a client asks for them. Which versions there are beside the mirrored
 * ones, and the verified checksums of a version's packages. The door is {@code DocumentDemand}.
 *
 * <p>Not here: the protocols' JSON, archives, and what is mirrored already. May import: {@code demand}, {@code versions},
 * {@code evidence}, floors 0 and 1.
 */
@NullMarked
package org.tfmirror.demand.documents;

import org.jspecify.annotations.NullMarked;
