package org.tfmirror.catalog;

import org.tfmirror.provider.PackageId;

/**
 * What a look at a package's object came to.
 *
 * @param sha256 what the catalog promised, lower-case hex
 * @param integrity how the object was found
 */
public record PackageFinding(PackageId id, String sha256, Integrity integrity) implements CatalogChange {}
