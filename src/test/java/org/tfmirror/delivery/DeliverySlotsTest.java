package org.tfmirror.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.tfmirror.delivery.DeliverySlots.Slot;

class DeliverySlotsTest {

    private final DeliverySlots slots = new DeliverySlots(2, 3);

    private List<CompletableFuture<Slot>> acquire(int count) throws DeliveryQueueFullException {
        List<CompletableFuture<Slot>> turns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            turns.add(slots.acquire());
        }
        return turns;
    }

    @Test
    void asManyAsTheLimitGoAtOnceAndTheOthersWait() throws Exception {
        assertThat(acquire(5)).extracting(CompletableFuture::isDone).containsExactly(true, true, false, false, false);
        assertThat(slots.used()).isEqualTo(2);
        assertThat(slots.waiting()).isEqualTo(3);
    }

    @Test
    void aReleasedSlotGoesToWhoHasWaitedLongest() throws Exception {
        List<CompletableFuture<Slot>> turns = acquire(4);

        turns.get(1).join().release();

        assertThat(turns.get(2)).isDone();
        assertThat(turns.get(3)).isNotDone();
        assertThat(slots.used()).isEqualTo(2);
        assertThat(slots.waiting()).isEqualTo(1);
    }

    @Test
    void onlyAFullQueueRefuses() throws Exception {
        acquire(5);

        assertThatThrownBy(slots::acquire)
                .isInstanceOf(DeliveryQueueFullException.class)
                .hasMessage("3 clients wait for an archive already");
    }

    @Test
    void whoLeavesTheQueueMakesRoomAndGetsNoSlot() throws Exception {
        List<CompletableFuture<Slot>> turns = acquire(5);

        turns.get(2).cancel(false);
        CompletableFuture<Slot> last = slots.acquire();
        turns.get(0).join().release();

        assertThat(turns.get(3)).isDone();
        assertThat(last).isNotDone();
        assertThat(slots.waiting()).isEqualTo(2);
    }

    @Test
    void aSlotIsReleasedOnce() throws Exception {
        List<CompletableFuture<Slot>> turns = acquire(4);

        turns.get(0).join().release();
        turns.get(0).join().release();

        assertThat(turns.get(3)).isNotDone();
        assertThat(slots.used()).isEqualTo(2);
    }

    @Test
    void unusedSlotsAreFreeAgain() throws Exception {
        for (CompletableFuture<Slot> each : acquire(2)) {
            each.join().release();
        }

        assertThat(slots.used()).isZero();
        assertThat(slots.acquire()).isDone();
    }

    /** Clients come, leave and end at the same time: no slot is lost, and none is given twice. */
    @Test
    void noSlotIsLostBetweenThreads() throws Exception {
        DeliverySlots crowded = new DeliverySlots(2, 1_000);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int impatience = i;
                clients.add(threads.submit(() -> {
                    for (int round = 0; round < 2_000; round++) {
                        CompletableFuture<Slot> turn = crowded.acquire();
                        if ((round + impatience) % 3 == 0 && turn.cancel(false)) {
                            continue;
                        }
                        Slot slot = turn.join();
                        assertThat(crowded.used()).isBetween(1, 2);
                        slot.release();
                    }
                    return null;
                }));
            }
            for (Future<?> each : clients) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(crowded.used()).isZero();
        assertThat(crowded.waiting()).isZero();
    }
}
