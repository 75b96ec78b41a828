package org.tfmirror.catalog;

import java.util.Optional;
import org.tfmirror.provider.PackageId;

/** A worker's result for a package, to be written to the catalog. */
public sealed interface CatalogChange permits VerifiedPackage, PackageFinding, PackageEvidence {

    /** The package. */
    PackageId id();

    /** What its origin said of its version, where that was asked. */
    Optional<ReleaseFacts> facts();
}
