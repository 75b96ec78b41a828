package org.tfmirror.catalog;

import org.tfmirror.provider.PackageId;

/** What a worker found out about a package, to be written to the catalog. */
public sealed interface CatalogChange permits VerifiedPackage, PackageFinding {

    /** The package. */
    PackageId id();
}
