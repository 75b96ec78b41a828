package org.tfmirror.processor.engine;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.tfmirror.job.Lease;
import org.tfmirror.processor.ingest.HeldLease;
import org.tfmirror.processor.ingest.StopSignal.Reason;
import org.tfmirror.processor.work.ProcessorListener;

/**
 * Renews all leases of this replica with one statement, and stops the workers whose lease is gone or whose job is
 * cancelled. While the database is away it fences by the monotonic clock: a lease that is not renewed within its
 * length, counted from when the last renewal was sent, is lost, because another replica may have taken the job.
 *
 * <p>One thread of its own calls {@link #beat}, never a worker; the rest is thread-safe.
 */
public final class Heartbeat {

    private static final Logger LOG = Logger.getLogger(Heartbeat.class);

    private final ReplicaLeases leases;
    private final WorkerSlots slots;
    private final ProcessorListener listener;

    public Heartbeat(ReplicaLeases leases, WorkerSlots slots, ProcessorListener listener) {
        this.leases = leases;
        this.slots = slots;
        this.listener = listener;
    }

    /** Renews the leases that are held; false where the database does not answer. */
    public boolean beat() {
        List<HeldLease> asked = slots.held().stream()
                .filter(each -> each.signal().reason() != Reason.LEASE_LOST)
                .toList();
        if (asked.isEmpty()) {
            return true;
        }
        long sentAt = leases.nanoTime();
        try {
            Map<Lease, Boolean> alive =
                    leases.renew(asked.stream().map(HeldLease::lease).toList());
            for (HeldLease each : asked) {
                Boolean cancelRequested = alive.get(each.lease());
                if (cancelRequested == null) {
                    // Lost, or ended during the beat: its worker knows which, and reports it.
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

    /** Stops every worker whose lease may have ended; asks no database, so no database can delay it. */
    public void fence() {
        for (HeldLease each : slots.held()) {
            if (leases.mayHaveEnded(each)) {
                expire(each);
            }
        }
    }

    private void expire(HeldLease each) {
        if (each.signal().reason() != Reason.LEASE_LOST) {
            LOG.warnf(
                    "lease was not renewed in time, the worker stops job=%d epoch=%d",
                    each.lease().jobId(), each.lease().epoch());
            each.signal().stop(Reason.LEASE_LOST);
        }
    }
}
