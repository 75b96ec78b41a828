package org.tfmirror.processor;

import org.tfmirror.job.Lease;

/** A lease this replica believes it holds, the signal that stops its worker, and when it was last surely renewed. */
final class HeldLease {

    private final Lease lease;
    private final StopSignal signal = new StopSignal();
    private volatile long renewedAtNanos;
    private volatile boolean endsAfterItem;

    /** @param sentAtNanos when the claim was sent: the database cannot have granted it earlier */
    HeldLease(Lease lease, long sentAtNanos) {
        this.lease = lease;
        this.renewedAtNanos = sentAtNanos;
    }

    Lease lease() {
        return lease;
    }

    StopSignal signal() {
        return signal;
    }

    /** Lets the item under way finish, and the job be given back after it. */
    void endAfterItem() {
        endsAfterItem = true;
    }

    boolean endsAfterItem() {
        return endsAfterItem;
    }

    void renewed(long sentAtNanos) {
        renewedAtNanos = sentAtNanos;
    }

    long renewedAtNanos() {
        return renewedAtNanos;
    }
}
