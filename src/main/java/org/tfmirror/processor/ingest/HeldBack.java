package org.tfmirror.processor.ingest;

import org.tfmirror.catalog.Catalog;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.provider.PackageId;

/**
 * Downloads packages, but none of a version that is held. A package of the catalog may be fetched again: it is in
 * already.
 */
public final class HeldBack implements ItemProcess {

    private final ItemProcess download;
    private final Catalog catalog;
    private final EntryCheck entry;
    private final OriginRegistry origin;

    public HeldBack(ItemProcess download, Catalog catalog, EntryCheck entry, OriginRegistry origin) {
        this.download = download;
        this.catalog = catalog;
        this.entry = entry;
        this.origin = origin;
    }

    @Override
    public Mirrored mirror(PackageId id, HeldLease held, Progress progress) throws Exception {
        if (catalog.find(id).isEmpty()) {
            Cancellation cancellation = new Cancellation();
            held.signal().onStop(cancellation::cancel);
            entry.require(held.lease().jobId(), id, origin.cancelledBy(cancellation));
        }
        return download.mirror(id, held, progress);
    }
}
