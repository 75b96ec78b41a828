package org.tfmirror.processor.engine;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.Lease;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.job.queue.JobQueue.Claimant;
import org.tfmirror.job.queue.JobQueue.Claimed;
import org.tfmirror.job.queue.JobQueue.GivenBack;
import org.tfmirror.job.queue.JobQueue.Owned;
import org.tfmirror.job.queue.JobQueue.Rescued;
import org.tfmirror.processor.ingest.HeldLease;

/** The queue as one replica uses it: under the replica's name, with leases of one length. Thread-safe. */
public final class ReplicaLeases {

    private static final int MAX_CRASHES = 5;

    private final JobQueue queue;
    private final Replica replica;
    private final Duration length;

    public ReplicaLeases(JobQueue queue, Replica replica, Duration length) {
        this.queue = queue;
        this.replica = replica;
        this.length = length;
    }

    Duration length() {
        return length;
    }

    /** The wall clock. */
    Instant now() {
        return replica.clock().instant();
    }

    /** The monotonic clock. */
    long nanoTime() {
        return replica.nanoTime().getAsLong();
    }

    /** Claims at most {@code limit} due jobs. */
    Claimed claim(int limit) throws SQLException {
        return queue.claim(replica.name(), limit, length);
    }

    /** Claims at most {@code limit} due jobs that were made on demand. */
    Claimed claimOnDemand(int limit) throws SQLException {
        return queue.claimOnDemand(replica.name(), limit, length);
    }

    /** The claimant of a next job, claimed with the end of another. */
    Claimant claimant() {
        return new Claimant(replica.name(), length);
    }

    /** Renews leases; the answer has those that are still ours, and whether their job is to be cancelled. */
    Map<Lease, Boolean> renew(Collection<Lease> held) throws SQLException {
        return queue.heartbeat(replica.name(), held, length);
    }

    /** Whether the lease may have ended, counted from when its last renewal was sent. Asks no database. */
    boolean mayHaveEnded(HeldLease held) {
        return nanoTime() - held.renewedAtNanos() > length.toNanos();
    }

    /** Every job that is this replica's in the database. */
    Owned owned() throws SQLException {
        return queue.owned(replica.name());
    }

    Optional<GivenBack> giveBack(Lease lease) throws SQLException {
        return queue.giveBack(lease);
    }

    /** As {@link JobQueue#rescue(int, int, Instant, boolean)}. */
    List<Rescued> rescue(int maxAttempts, @Nullable Instant overAt, boolean counts) throws SQLException {
        return queue.rescue(maxAttempts, MAX_CRASHES, overAt, counts);
    }
}
