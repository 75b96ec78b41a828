package org.tfmirror.processor.ingest;

import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.CatalogChange;
import org.tfmirror.processor.work.ErrorClassifier;
import org.tfmirror.provider.PackageId;

/** Processes an item: it makes sure that a package is in the bucket, verified, or still is. */
public interface ItemProcess {

    /**
     * The result of an attempt: the package is there.
     *
     * @param toRecord null where the catalog knows all of it already
     * @param claimed whether the package was claimed from others, and is to be let go
     */
    record Mirrored(long sizeBytes, @Nullable CatalogChange toRecord, boolean claimed) {

        /** A result found under a claim, or known without one. */
        public Mirrored(long sizeBytes, @Nullable CatalogChange toRecord) {
            this(sizeBytes, toRecord, toRecord != null);
        }
    }

    /**
     * Runs one attempt.
     *
     * @param held its signal is checked between the steps and while bytes flow
     * @param progress told how many bytes have come, often
     * @throws StoppedException when told to stop; nothing unverified is left visible
     * @throws Exception any fault, for {@link ErrorClassifier}
     */
    Mirrored mirror(PackageId id, HeldLease held, Progress progress) throws Exception;
}
