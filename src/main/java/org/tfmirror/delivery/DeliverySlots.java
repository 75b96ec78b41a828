package org.tfmirror.delivery;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Bounds the archives that are sent at once. Later clients wait in line, without a thread. Thread-safe. */
final class DeliverySlots {

    private final int limit;
    private final int maxWaiting;
    private final Set<CompletableFuture<Slot>> waiting = new LinkedHashSet<>();
    private int used;

    DeliverySlots(int limit, int maxWaiting) {
        this.limit = limit;
        this.maxWaiting = maxWaiting;
    }

    /** The right to send one archive. */
    final class Slot {

        private final AtomicBoolean released = new AtomicBoolean();

        private Slot() {}

        /** Gives it to the next in line. A second call does nothing. */
        void release() {
            if (released.compareAndSet(false, true)) {
                passOn();
            }
        }
    }

    /**
     * A slot, now or in turn. Cancelling the result leaves the line.
     *
     * @throws DeliveryQueueFullException where the line is full
     */
    CompletableFuture<Slot> acquire() throws DeliveryQueueFullException {
        CompletableFuture<Slot> turn = new CompletableFuture<>();
        synchronized (this) {
            if (used < limit) {
                used++;
                turn.complete(new Slot());
                return turn;
            }
            if (waiting.size() >= maxWaiting) {
                throw new DeliveryQueueFullException(waiting.size());
            }
            waiting.add(turn);
        }
        turn.whenComplete((slot, failure) -> leave(turn));
        return turn;
    }

    /** A slot, if one is free; null otherwise. */
    @Nullable
    synchronized Slot tryAcquire() {
        if (used >= limit) {
            return null;
        }
        used++;
        return new Slot();
    }

    private synchronized void leave(CompletableFuture<Slot> turn) {
        waiting.remove(turn);
    }

    private void passOn() {
        CompletableFuture<Slot> next;
        do {
            synchronized (this) {
                Iterator<CompletableFuture<Slot>> line = waiting.iterator();
                if (!line.hasNext()) {
                    used--;
                    return;
                }
                next = line.next();
                line.remove();
            }
        } while (!next.complete(new Slot())); // one that was cancelled just now
    }

    int limit() {
        return limit;
    }

    synchronized int used() {
        return used;
    }

    synchronized int waiting() {
        return waiting.size();
    }
}
