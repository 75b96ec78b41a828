package org.tfmirror.catalog;

import org.tfmirror.provider.PackageId;

/** An origin offers other bytes than the mirror keeps under the same identity. The mirror's stay. */
public final class ConflictingPackageException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * @param kept SHA-256 of the archive the mirror has
     * @param offered SHA-256 of the archive the origin offers now
     */
    public ConflictingPackageException(PackageId id, String kept, String offered) {
        super("%s was republished: the mirror keeps sha256 %s, the origin now offers %s".formatted(id, kept, offered));
    }
}
