package org.tfmirror.demand.archive;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.AuditLog;
import org.tfmirror.audit.Caller;
import org.tfmirror.catalog.ListingRule;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.ReleaseOrder;
import org.tfmirror.catalog.listing.Releases;
import org.tfmirror.job.JobNotifications;
import org.tfmirror.job.JobNotifications.Notification;
import org.tfmirror.job.demand.DemandedJobs;
import org.tfmirror.job.demand.DemandedJobs.Demanded;
import org.tfmirror.job.demand.DemandedJobs.Limits;
import org.tfmirror.job.queue.JobQueue.Claimant;
import org.tfmirror.provider.PackageId;

/** Makes a job for a package that a client waits for, with its audit entry, in one transaction. */
@ApplicationScoped
class DemandTransactions {

    private final DataSource dataSource;
    private final DemandedJobs jobs;
    private final Releases releases;
    private final JobNotifications notifications;
    private final AuditLog audit;

    DemandTransactions(
            DataSource dataSource,
            DemandedJobs jobs,
            Releases releases,
            JobNotifications notifications,
            AuditLog audit) {
        this.dataSource = dataSource;
        this.jobs = jobs;
        this.releases = releases;
        this.notifications = notifications;
        this.audit = audit;
    }

    /** No job was made: everything written for it is rolled back. */
    static final class NothingMade extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Demanded state;

        NothingMade(Demanded state) {
            this.state = state;
        }

        Demanded state() {
            return state;
        }
    }

    /** @throws NothingMade with how the package stands, where a job is not needed or may not be made now */
    @Transactional(rollbackOn = Exception.class)
    Demanded make(PackageId id, String askedBy, Limits limits, @Nullable Claimant claimant)
            throws SQLException, NothingMade {
        try (Connection connection = dataSource.getConnection()) {
            Demanded made = jobs.make(connection, id, askedBy, limits, claimant);
            if (made instanceof Demanded.Claimed claimed) {
                record(connection, id, askedBy, claimed.job().lease().jobId());
            } else if (made instanceof Demanded.Queued queued) {
                record(connection, id, askedBy, queued.jobId());
                notifications.send(Notification.DUE);
            } else {
                throw new NothingMade(made);
            }
            return made;
        }
    }

    /** A stranger's demand takes nothing from others: the version waits for all platforms that it has by the rule. */
    private void record(Connection connection, PackageId id, String askedBy, long jobId) throws SQLException {
        releases.order(
                connection,
                List.of(new ReleaseOrder(ReleaseId.of(id), ListingRule.COMPLETE, Set.of(id.platform()), null)));
        audit.done(
                new Caller(askedBy, null, askedBy),
                Action.PACKAGE_DEMAND,
                "package/%s/%s/%s".formatted(id.provider(), id.version(), id.platform()),
                "job=" + jobId);
    }
}
