package org.tfmirror.processor.engine;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.tfmirror.job.Lease;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.job.queue.JobQueue.GivenBack;
import org.tfmirror.job.queue.JobQueue.Owned;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.work.ProcessorListener;

/**
 * Gives back, with the attempt not counted, jobs that are this replica's in the database and that no worker of it holds:
 * claimed or settled by a statement whose answer was lost, or fenced while the database was away. What an outage did is
 * no worker's fault. The token decides whether such a job is still ours. Thread-safe.
 */
final class UnheldJobs {

    private static final Logger LOG = Logger.getLogger(UnheldJobs.class);

    private final JobQueue queue;
    private final Heartbeat heartbeat;
    private final String owner;
    private final Duration lease;
    private final ProcessorListener listener;
    private final Set<Lease> left = ConcurrentHashMap.newKeySet();

    UnheldJobs(JobQueue queue, Heartbeat heartbeat, String owner, Duration lease, ProcessorListener listener) {
        this.queue = queue;
        this.heartbeat = heartbeat;
        this.owner = owner;
        this.lease = lease;
        this.listener = listener;
    }

    /**
     * What a round came to.
     *
     * @param at when it began, by the database's clock
     * @param givenBack how many jobs
     */
    public record Round(Instant at, int givenBack) {}

    /** Its worker failed unexpectedly: the lease is to run out, and the attempt to count. */
    void leaveToRescue(Lease failed) {
        left.add(failed);
    }

    /**
     * Gives back what nobody here has held for a third of a lease. What was claimed more lately may be on its way to a
     * worker.
     */
    Round giveBack() throws SQLException {
        Set<Lease> leftBefore = Set.copyOf(left);
        Owned owned = queue.owned(owner);
        leftBefore.stream().filter(each -> !owned.leases().containsKey(each)).forEach(left::remove);
        Set<Lease> held = heartbeat.held().stream().map(HeldLease::lease).collect(Collectors.toSet());
        int given = 0;
        for (Map.Entry<Lease, Duration> each : owned.leases().entrySet()) {
            boolean fresh = each.getValue().compareTo(lease.multipliedBy(2).dividedBy(3)) > 0;
            if (!fresh && !held.contains(each.getKey()) && !left.contains(each.getKey())) {
                given += giveBack(each.getKey());
            }
        }
        return new Round(owned.at(), given);
    }

    private int giveBack(Lease unheld) throws SQLException {
        GivenBack job = queue.giveBack(unheld).orElse(null);
        if (job == null) {
            return 0;
        }
        LOG.warnf("gave back a job that no worker held job=%d epoch=%d", unheld.jobId(), unheld.epoch());
        listener.itemsEnded(0, job.cancelledItems());
        if (job.status().isTerminal()) {
            listener.jobEnded(null, job.status());
        }
        return 1;
    }
}
