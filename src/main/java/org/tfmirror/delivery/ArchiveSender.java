package org.tfmirror.delivery;

import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.tfmirror.provider.MinimumRate;
import org.tfmirror.storage.StorageException;

/**
 * Sends archives through this service, so many at once and so slowly at least. An archive that has to wait for its slot
 * has neither a thread nor an object opened. Thread-safe.
 */
final class ArchiveSender {

    private static final Logger LOG = Logger.getLogger(ArchiveSender.class);

    private final DeliverySlots slots;
    private final ProxyConfig config;
    private final Executor threads;
    private final Transfer.NanoClock clock;
    private final Set<Transfer> running = ConcurrentHashMap.newKeySet();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong slow = new AtomicLong();

    /** @param threads where objects are opened, read and closed */
    ArchiveSender(ProxyConfig config, Executor threads, Transfer.NanoClock clock) {
        this.slots = new DeliverySlots(config.maxArchives(), config.maxWaiting());
        this.config = config;
        this.threads = threads;
        this.clock = clock;
    }

    /** Opens the archive. */
    interface Opening {
        ChunkSource open() throws StorageException;
    }

    /**
     * The answer, when it is this client's turn. Cancelling it leaves the line.
     *
     * @param head the answer's status and headers
     * @throws DeliveryQueueFullException where too many clients wait already
     */
    CompletableFuture<Response> answer(Response.ResponseBuilder head, Opening opening)
            throws DeliveryQueueFullException {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        CompletableFuture<DeliverySlots.Slot> turn = acquire();
        answer.whenComplete((response, failure) -> turn.cancel(false));
        turn.thenAcceptAsync(slot -> open(slot, opening, head, answer), threads);
        return answer;
    }

    /**
     * Answers at once, if a slot is free; otherwise nothing is done.
     *
     * @param answer completed here; where that is done already, the client has left
     */
    boolean answerNow(Response.ResponseBuilder head, ChunkSource source, CompletableFuture<Response> answer) {
        DeliverySlots.Slot slot = slots.tryAcquire();
        if (slot == null) {
            return false;
        }
        Transfer transfer = start(source, slot);
        if (!answer.complete(head.entity(transfer).build())) {
            transfer.cut();
        }
        return true;
    }

    Executor threads() {
        return threads;
    }

    private CompletableFuture<DeliverySlots.Slot> acquire() throws DeliveryQueueFullException {
        try {
            return slots.acquire();
        } catch (DeliveryQueueFullException e) {
            refused.incrementAndGet();
            throw e;
        }
    }

    private void open(
            DeliverySlots.Slot slot,
            Opening opening,
            Response.ResponseBuilder head,
            CompletableFuture<Response> answer) {
        if (answer.isDone()) {
            slot.release(); // the client has left
            return;
        }
        try {
            Transfer transfer = start(opening.open(), slot);
            if (!answer.complete(head.entity(transfer).build())) {
                transfer.cut();
            }
        } catch (StorageException | RuntimeException | Error e) {
            slot.release();
            answer.completeExceptionally(e);
        }
    }

    private Transfer start(ChunkSource source, DeliverySlots.Slot slot) {
        MinimumRate rate =
                new MinimumRate(config.stallTimeout(), config.minimumRate().asLongValue());
        Transfer transfer = new Transfer(source, rate, threads, clock, ended -> {
            running.remove(ended);
            slot.release();
        });
        running.add(transfer);
        return transfer;
    }

    /** Breaks off the transfers of clients that are too slow. To be called every second or so. */
    void cutSlowClients() {
        for (Transfer each : running) {
            if (each.cutIfSlow()) {
                slow.incrementAndGet();
                LOG.infof(
                        "archive not sent in full, the client was too slow minimum_rate=%d window=%ds",
                        config.minimumRate().asLongValue(),
                        config.stallTimeout().toSeconds());
            }
        }
    }

    DeliverySlots slots() {
        return slots;
    }

    /** How many clients were refused so far. */
    long refused() {
        return refused.get();
    }

    /** How many clients were too slow so far. */
    long slow() {
        return slow.get();
    }
}
