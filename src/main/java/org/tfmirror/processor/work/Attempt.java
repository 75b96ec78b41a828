package org.tfmirror.processor.work;

import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.CatalogChange;
import org.tfmirror.job.ItemOutcome;

/**
 * An attempt's outcome, with the changes that are written in the transaction that settles it: a record and packages to
 * add. A fault may come with packages to add, where a constraint could be expanded for some of its platforms only.
 */
record Attempt(
        ItemOutcome outcome,
        @Nullable CatalogChange toRecord,
        @Nullable ItemError fault,
        boolean claimed,
        @Nullable ResolvedPackages resolved) {

    /** Whether it brings packages that are to be added to the job. */
    boolean adds() {
        return resolved != null && !resolved.packages().isEmpty();
    }
}
