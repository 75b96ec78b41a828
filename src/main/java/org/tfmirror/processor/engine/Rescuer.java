package org.tfmirror.processor.engine;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;
import org.tfmirror.job.queue.JobQueue.Rescued;
import org.tfmirror.processor.work.ProcessorListener;
import org.tfmirror.processor.work.RetryPolicy;

/** Puts jobs of lost workers back into the queue: this replica's that no worker holds, and those of other replicas. */
public final class Rescuer {

    private static final Logger LOG = Logger.getLogger(Rescuer.class);

    private final ReplicaLeases leases;
    private final Dispatcher dispatcher;
    private final RetryPolicy retries;
    private final DatabaseContact contact;
    private final ProcessorListener listener;

    public Rescuer(
            ReplicaLeases leases,
            Dispatcher dispatcher,
            RetryPolicy retries,
            DatabaseContact contact,
            ProcessorListener listener) {
        this.leases = leases;
        this.dispatcher = dispatcher;
        this.retries = retries;
        this.contact = contact;
        this.listener = listener;
    }

    DatabaseContact contact() {
        return contact;
    }

    /**
     * Runs one round.
     *
     * @param timeout the longest time in which a database that works answers
     * @return whether a job is back in the queue
     */
    boolean rescue(Duration timeout) throws SQLException {
        UnheldJobs.Round ours = contact.ask(timeout, dispatcher::giveBackUnheld);
        List<Rescued> others = contact.ask(timeout, () -> rescueFromOthers(ours.at()));
        if (!others.isEmpty()) {
            LOG.warnf("rescued jobs of lost workers count=%d", others.size());
            others.forEach(this::tell);
        }
        return ours.givenBack() > 0 || !others.isEmpty();
    }

    /**
     * After an outage the leases of all replicas have ended, those of living ones too. Each replica gets the time of one
     * lease to come back before another takes its jobs. A lease that ended longer ago is taken at once, because its
     * worker has fenced itself; after an outage the attempt is not counted, because the outage may have ended it.
     */
    private List<Rescued> rescueFromOthers(Instant now) throws SQLException {
        boolean good = contact.goodFor(leases.length());
        Instant overAt = good ? now : now.minus(leases.length());
        return leases.rescue(retries.maxAttempts(), overAt, good || !contact.everLost());
    }

    private void tell(Rescued job) {
        listener.rescued();
        listener.itemsEnded(job.failedItems(), job.cancelledItems());
        if (job.status().isTerminal()) {
            listener.jobEnded(null, job.status());
        }
    }
}
