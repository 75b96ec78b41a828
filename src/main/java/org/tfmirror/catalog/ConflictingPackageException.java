package org.tfmirror.catalog;

import org.tfmirror.provider.PackageId;

/** An origin or a copy has other bytes than the mirror keeps under the same identity. The mirror's stay. */
public final class ConflictingPackageException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * @param kept SHA-256 of the archive the mirror has
     * @param offered SHA-256 of the archive the origin offers now
     */
    public ConflictingPackageException(PackageId id, String kept, String offered) {
        super("%s was republished: the mirror keeps sha256 %s, the origin now offers %s".formatted(id, kept, offered));
    }

    private ConflictingPackageException(String message) {
        super(message);
    }

    /**
     * A copy in the bucket has other bytes.
     *
     * @param kept SHA-256 of the archive the mirror has
     * @param copy the copy's key
     */
    public static ConflictingPackageException ofCopy(PackageId id, String kept, String copy) {
        return new ConflictingPackageException(
                "%s is here with sha256 %s, and stays so; %s has other bytes".formatted(id, kept, copy));
    }
}
