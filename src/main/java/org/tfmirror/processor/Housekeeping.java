package org.tfmirror.processor;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.tfmirror.audit.AuditRetention;
import org.tfmirror.job.DownloadClaims;
import org.tfmirror.job.JobRetention;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.StorageException;

/** Clears away what killed workers left and what nobody needs any longer. Every replica does it; nothing is harmed by doing it twice. */
final class Housekeeping {

    private static final Logger LOG = Logger.getLogger(Housekeeping.class);

    private final ObjectStore store;
    private final DownloadClaims downloads;
    private final Retention retention;
    private final Clock clock;
    private final Duration strayUploadAge;

    /** What forgets. */
    record Retention(JobRetention jobs, AuditRetention audit) {}

    /** @param strayUploadAge longer than any upload may take */
    Housekeeping(
            ObjectStore store, DownloadClaims downloads, Retention retention, Clock clock, Duration strayUploadAge) {
        this.store = store;
        this.downloads = downloads;
        this.retention = retention;
        this.clock = clock;
        this.strayUploadAge = strayUploadAge;
    }

    void run() {
        try {
            int uploads = store.abortStrayUploads(clock.instant().minus(strayUploadAge));
            if (uploads > 0) {
                LOG.infof("aborted uploads that nobody will complete count=%d", uploads);
            }
            downloads.sweep();
            int jobs = retention.jobs().prune();
            if (jobs > 0) {
                LOG.infof("forgot jobs that ended long ago count=%d", jobs);
            }
            int entries = retention.audit().prune();
            if (entries > 0) {
                LOG.infof("forgot audit entries whose time was over count=%d", entries);
            }
        } catch (StorageException | SQLException e) {
            LOG.warnf("housekeeping put off error=%s", e.getMessage());
        }
    }
}
