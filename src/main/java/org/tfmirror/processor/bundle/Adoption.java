package org.tfmirror.processor.bundle;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.Bundles;
import org.tfmirror.bundle.Bundles.Bundle;
import org.tfmirror.catalog.stored.StoredPackages;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.Aborted;
import org.tfmirror.origin.OriginException.NotFound;
import org.tfmirror.processor.ingest.EntryCheck;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.ingest.ItemProcess;
import org.tfmirror.processor.ingest.NotAllowedException;
import org.tfmirror.processor.ingest.PackageDownload;
import org.tfmirror.processor.ingest.Progress;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.versions.VersionHeldException;

/** The ordinary download of archives that lie in the bucket already, of versions that may come. */
final class Adoption implements ItemProcess {

    private final StoredPackages packages;
    private final Bundles bundles;
    private final ObjectStore store;
    private final AdoptedEvidence evidence;
    private final PackageDownload download;
    private final @Nullable EntryCheck check;

    /** @param check null where every version may come */
    Adoption(
            Bundles bundles,
            StoredPackages packages,
            ObjectStore store,
            PackageDownload download,
            @Nullable EntryCheck check) {
        this.bundles = bundles;
        this.packages = packages;
        this.store = store;
        this.evidence = new AdoptedEvidence(packages, store, download::isPinned);
        this.download = download;
        this.check = check;
    }

    @Override
    public Mirrored mirror(PackageId id, HeldLease held, Progress progress) throws Exception {
        long jobId = held.lease().jobId();
        Bundle folder = bundles.find(jobId).orElseThrow(() -> new NotFound("what it takes over", "job " + jobId));
        if (check != null && packages.find(id).isEmpty()) {
            requireEntry(check, id, held);
        }
        return download.from(new AdoptedOrigin(download.origin(), store, evidence, folder.folder()))
                .mirror(id, held, progress);
    }

    private void requireEntry(EntryCheck entry, PackageId id, HeldLease held)
            throws Aborted, SQLException, NotAllowedException, VersionHeldException {
        Cancellation cancellation = new Cancellation();
        held.signal().onStop(cancellation::cancel);
        try {
            entry.require(held.lease().jobId(), id, download.origin().cancelledBy(cancellation));
        } catch (Aborted e) {
            throw e;
        } catch (OriginException e) {
            entry.requireCarried(held.lease().jobId(), id, null);
        }
    }
}
