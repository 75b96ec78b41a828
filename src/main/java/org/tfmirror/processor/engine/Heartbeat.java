package org.tfmirror.processor.engine;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.tfmirror.job.Lease;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.ingest.StopSignal.Reason;
import org.tfmirror.processor.work.ProcessorListener;

/**
 * Renews all of this replica's leases with one statement a beat, and stops the workers whose lease is gone or whose
 * job was cancelled. When the database cannot be reached it fences by the monotonic clock: a lease not renewed within
 * its length, counted from when the last renewal was sent, is lost, for another replica may have taken the job.
 *
 * <p>{@link #beat} is called by one thread of its own, never by a worker; the rest is thread-safe.
 */
public final class Heartbeat {

    private static final Logger LOG = Logger.getLogger(Heartbeat.class);

    private final JobQueue queue;
    private final String owner;
    private final Duration lease;
    private final LongSupplier nanoTime;
    private final ProcessorListener listener;
    private final Set<HeldLease> held = ConcurrentHashMap.newKeySet();

    public Heartbeat(JobQueue queue, String owner, Duration lease, LongSupplier nanoTime, ProcessorListener listener) {
        this.queue = queue;
        this.owner = owner;
        this.lease = lease;
        this.nanoTime = nanoTime;
        this.listener = listener;
    }

    void add(HeldLease claimed) {
        held.add(claimed);
    }

    void remove(HeldLease ended) {
        held.remove(ended);
    }

    public Collection<HeldLease> held() {
        return List.copyOf(held);
    }

    /** Renews what is held; false where the database could not be asked. */
    public boolean beat() {
        List<HeldLease> asked = held.stream()
                .filter(each -> each.signal().reason() != Reason.LEASE_LOST)
                .toList();
        if (asked.isEmpty()) {
            return true;
        }
        long sentAt = nanoTime.getAsLong();
        try {
            Map<Lease, Boolean> alive =
                    queue.heartbeat(owner, asked.stream().map(HeldLease::lease).toList(), lease);
            for (HeldLease each : asked) {
                Boolean cancelRequested = alive.get(each.lease());
                if (cancelRequested == null) {
                    // Lost, or ended while the beat was under way: its worker knows which, and tells.
                    each.signal().stop(Reason.LEASE_LOST);
                } else {
                    each.renewed(sentAt);
                    if (cancelRequested) {
                        each.signal().stop(Reason.CANCELLED);
                    }
                }
            }
            return true;
        } catch (SQLException e) {
            LOG.warnf("heartbeat failed leases=%d error=%s", asked.size(), e.getMessage());
            listener.heartbeatFailed();
            return false;
        } finally {
            fence();
        }
    }

    /** Stops every worker whose lease may have run out by now; needs no database, and so cannot be held up by one. */
    public void fence() {
        for (HeldLease each : held) {
            if (nanoTime.getAsLong() - each.renewedAtNanos() > lease.toNanos()) {
                expire(each);
            }
        }
    }

    private void expire(HeldLease each) {
        if (each.signal().reason() != Reason.LEASE_LOST) {
            LOG.warnf(
                    "lease was not renewed in time, its worker is stopped job=%d epoch=%d",
                    each.lease().jobId(), each.lease().epoch());
            each.signal().stop(Reason.LEASE_LOST);
        }
    }
}
