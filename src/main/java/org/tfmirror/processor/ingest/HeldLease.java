package org.tfmirror.processor.ingest;

import org.tfmirror.job.Lease;

/** A lease this replica believes it holds, the signal that stops its worker, and when it was last surely renewed. */
public final class HeldLease {

    private final Lease lease;
    private final StopSignal signal = new StopSignal();
    private volatile long renewedAtNanos;
    private volatile boolean endsAfterItem;

    /** @param sentAtNanos when the claim was sent: the database cannot have granted it earlier */
    public HeldLease(Lease lease, long sentAtNanos) {
        this.lease = lease;
        this.renewedAtNanos = sentAtNanos;
    }

    public Lease lease() {
        return lease;
    }

    public StopSignal signal() {
        return signal;
    }

    /** Lets the item under way finish, and the job be given back after it. */
    public void endAfterItem() {
        endsAfterItem = true;
    }

    public boolean endsAfterItem() {
        return endsAfterItem;
    }

    public void renewed(long sentAtNanos) {
        renewedAtNanos = sentAtNanos;
    }

    public long renewedAtNanos() {
        return renewedAtNanos;
    }
}
