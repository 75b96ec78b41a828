package org.tfmirror.catalog;

import java.util.Objects;
import org.tfmirror.catalog.evidence.Evidence;

/**
 * Where a verified package comes from: the evidence that vouches for it, and what its origin says of it.
 *
 * @param originFilename the archive's name in the SHA256SUMS document, which need not be ours
 * @param facts of its version
 * @param requiresToken whether it was fetched with a credential, so that it is for readers with the mirror's token only
 */
public record Provenance(Evidence evidence, String originFilename, ReleaseFacts facts, boolean requiresToken) {

    public Provenance {
        Objects.requireNonNull(evidence);
        Objects.requireNonNull(originFilename);
        Objects.requireNonNull(facts);
    }
}
