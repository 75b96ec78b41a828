package org.tfmirror.bundle;

import java.util.List;
import org.tfmirror.provider.PackageId;

/**
 * Takes the lists of a manifest while it is read, some elements at a time and in the order of the file. An
 * {@link IllegalArgumentException} refuses the manifest, and its message is told.
 *
 * @param <E> what else ends the reading
 */
interface ManifestContent<E extends Exception> {

    void entries(List<BundleEntry> some) throws E;

    /** Packages that were selected and could not be packed. */
    default void missing(List<PackageId> some) throws E {}

    /** What the source's operators have decided. */
    default void statements(List<Statement> some) throws E {}
}
