package org.tfmirror.processor.bundle;

import org.tfmirror.bundle.Bundles;
import org.tfmirror.bundle.Bundles.Bundle;
import org.tfmirror.origin.OriginException.NotFound;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.ingest.ItemProcess;
import org.tfmirror.processor.ingest.PackageDownload;
import org.tfmirror.processor.ingest.Progress;
import org.tfmirror.provider.PackageId;

/** The ordinary download from an origin of the job's own: a bundle, or archives that lie in the bucket. */
final class FromElsewhere implements ItemProcess {

    private final Bundles bundles;
    private final PackageDownload download;
    private final Origins origins;

    /** Makes the origin of a job, anew for each package. */
    interface Origins {
        OriginRegistry of(Bundle bundle);
    }

    FromElsewhere(Bundles bundles, PackageDownload download, Origins origins) {
        this.bundles = bundles;
        this.download = download;
        this.origins = origins;
    }

    @Override
    public Mirrored mirror(PackageId id, HeldLease held, Progress progress) throws Exception {
        long jobId = held.lease().jobId();
        Bundle bundle = bundles.find(jobId).orElseThrow(() -> new NotFound("what it takes in", "job " + jobId));
        return download.from(origins.of(bundle)).mirror(id, held, progress);
    }
}
