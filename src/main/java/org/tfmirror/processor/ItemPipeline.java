package org.tfmirror.processor;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.VerifiedPackage;
import org.tfmirror.provider.PackageId;

/** Does what an item asks for: makes sure that a package is in the bucket, verified. */
interface ItemPipeline {

    /**
     * What an attempt came to.
     *
     * @param toRecord null where the catalog has it already
     */
    record Mirrored(long sizeBytes, @Nullable VerifiedPackage toRecord) {}

    /**
     * Runs one attempt.
     *
     * @param held its signal is checked between the steps and while bytes flow
     * @param progress told how many bytes have come, often
     * @throws StoppedException when told to stop; nothing unverified is left visible
     * @throws Exception any fault, for {@link FaultClassifier}
     */
    Mirrored mirror(PackageId id, HeldLease held, LongConsumer progress) throws Exception;
}
