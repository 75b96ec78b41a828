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
import org.tfmirror.job.queue.JobQueue.GivenBack;
import org.tfmirror.job.queue.JobQueue.Owned;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.work.ProcessorListener;

/**
 * Gives back jobs that are this replica's in the database but that none of its workers holds; the attempt is not
 * counted. They were claimed or settled by a statement whose answer was lost, or fenced while the database was away.
 * The epoch decides whether such a job is still ours. Thread-safe.
 */
final class UnheldJobs {

    private static final Logger LOG = Logger.getLogger(UnheldJobs.class);

    private final ReplicaLeases leases;
    private final WorkerSlots slots;
    private final ProcessorListener listener;
    private final Set<Lease> left = ConcurrentHashMap.newKeySet();

    UnheldJobs(ReplicaLeases leases, WorkerSlots slots, ProcessorListener listener) {
        this.leases = leases;
        this.slots = slots;
        this.listener = listener;
    }

    /**
     * The result of a round.
     *
     * @param at when it began, by the clock of the database
     * @param givenBack how many jobs
     */
    public record Round(Instant at, int givenBack) {}

    /** The worker failed unexpectedly: its lease runs out, and the attempt counts. */
    void leaveToRescue(Lease failed) {
        left.add(failed);
    }

    /**
     * Gives back jobs that no worker here has held for a third of a lease. A job that was claimed later may be on its
     * way to a worker.
     */
    Round giveBack() throws SQLException {
        return giveBack(leases.length().multipliedBy(2).dividedBy(3));
    }

    /** Gives back all that no worker here holds. For the end of a drain, when no claim is on its way to a worker. */
    Round giveBackAll() throws SQLException {
        return giveBack(leases.length());
    }

    /** @param fresh a lease with more time left than this may be on its way to a worker */
    private Round giveBack(Duration fresh) throws SQLException {
        Set<Lease> leftBefore = Set.copyOf(left);
        Owned owned = leases.owned();
        leftBefore.stream().filter(each -> !owned.leases().containsKey(each)).forEach(left::remove);
        Set<Lease> held = slots.held().stream().map(HeldLease::lease).collect(Collectors.toSet());
        int given = 0;
        for (Map.Entry<Lease, Duration> each : owned.leases().entrySet()) {
            boolean onItsWay = each.getValue().compareTo(fresh) > 0;
            if (!onItsWay && !held.contains(each.getKey()) && !left.contains(each.getKey())) {
                given += giveBack(each.getKey());
            }
        }
        return new Round(owned.at(), given);
    }

    private int giveBack(Lease unheld) throws SQLException {
        GivenBack job = leases.giveBack(unheld).orElse(null);
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
