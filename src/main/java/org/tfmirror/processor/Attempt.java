package org.tfmirror.processor;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.CatalogChange;
import org.tfmirror.job.Settlement;
import org.tfmirror.provider.PackageId;

/**
 * What one attempt came to: a settlement, with what is to be recorded, the fault behind it, and packages to add. A
 * fault may come with packages to add: a constraint that could be expanded for some of its platforms only.
 */
record Attempt(
        Settlement settlement,
        @Nullable CatalogChange toRecord,
        @Nullable Fault fault,
        boolean claimed,
        List<PackageId> toAdd) {}
