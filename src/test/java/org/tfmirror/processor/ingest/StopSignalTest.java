package org.tfmirror.processor.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.tfmirror.processor.ingest.StopSignal.Reason;

class StopSignalTest {

    private final StopSignal signal = new StopSignal();

    @Test
    void theFirstReasonStandsButALostLeaseOverridesIt() {
        signal.stop(Reason.CANCELLED);
        signal.stop(Reason.SHUTDOWN);
        assertThat(signal.reason()).isEqualTo(Reason.CANCELLED);

        signal.stop(Reason.LEASE_LOST);
        signal.stop(Reason.SHUTDOWN);
        assertThat(signal.reason()).isEqualTo(Reason.LEASE_LOST);
    }

    @Test
    void interruptsTheWorkAndLeavesTheThreadClean() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> interruptedAfterwards = new CompletableFuture<>();
        Thread worker = new Thread(() -> {
            try {
                signal.interruptibly(() -> {
                    begun.countDown();
                    new CountDownLatch(1).await();
                    return null;
                });
            } catch (Exception e) {
                interruptedAfterwards.complete(Thread.currentThread().isInterrupted());
            }
        });
        worker.start();
        begun.await();

        signal.stop(Reason.CANCELLED);

        assertThat(interruptedAfterwards.get()).isFalse();
    }

    @Test
    void doesNotInterruptBetweenPiecesOfWork() throws Exception {
        signal.interruptibly(() -> "done");

        signal.stop(Reason.SHUTDOWN);

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void abortsATransferRegisteredBeforeOrAfterTheStop() throws Exception {
        AtomicInteger aborted = new AtomicInteger();
        signal.onStop(aborted::incrementAndGet);

        signal.stop(Reason.SHUTDOWN);
        assertThat(aborted).hasValue(1);

        signal.onStop(aborted::incrementAndGet);
        assertThat(aborted).hasValue(2);
    }

    @Test
    void workThatIsToStopDoesNotBegin() {
        signal.stop(Reason.SHUTDOWN);

        assertThatThrownBy(() -> signal.interruptibly(() -> "never")).isInstanceOf(StoppedException.class);
    }
}
