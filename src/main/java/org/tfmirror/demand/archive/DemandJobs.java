package org.tfmirror.demand.archive;

import java.sql.SQLException;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.demand.DemandWorkers;
import org.tfmirror.demand.DemandWorkers.Place;
import org.tfmirror.job.demand.DemandedJobs.Demanded;
import org.tfmirror.job.queue.JobQueue.Claimant;
import org.tfmirror.provider.PackageId;

/** Makes a job for a package: in a free slot of this replica, or else for any replica. Thread-safe. */
final class DemandJobs {

    private static final Logger LOG = Logger.getLogger(DemandJobs.class);

    private final Maker maker;
    private final DemandWorkers workers;
    private final DemandMetrics metrics;

    /** Makes a job in a transaction of its own, unless there is one. */
    interface Maker {
        /** @param claimant the replica with a free slot; null to leave the job to any replica */
        Demanded make(PackageId id, String askedBy, @Nullable Claimant claimant) throws SQLException;
    }

    DemandJobs(Maker maker, DemandWorkers workers, DemandMetrics metrics) {
        this.maker = maker;
        this.workers = workers;
        this.metrics = metrics;
    }

    DemandMetrics metrics() {
        return metrics;
    }

    /** Sees to it that some job brings the package, unless one may not be made now; tells how it stands. */
    Demanded demand(PackageId id, String askedBy) throws SQLException {
        Optional<Place> place = workers.reserve();
        if (place.isEmpty()) {
            return told(id, maker.make(id, askedBy, null));
        }
        try (Place reserved = place.get()) {
            Demanded made = maker.make(id, askedBy, reserved.claimant());
            if (made instanceof Demanded.Claimed claimed) {
                reserved.start(claimed.job());
            }
            return told(id, made);
        }
    }

    private Demanded told(PackageId id, Demanded made) {
        metrics.asked(made);
        if (made instanceof Demanded.Claimed claimed) {
            LOG.infof(
                    "download begins on demand job=%d package=%s",
                    claimed.job().lease().jobId(), id);
        } else if (made instanceof Demanded.Queued queued) {
            LOG.infof("download waits for a slot job=%d package=%s", queued.jobId(), id);
        } else if (made instanceof Demanded.OverLimit over) {
            LOG.debugf("download waits for a limit limit=%s package=%s", over.limit(), id);
        }
        return made;
    }
}
