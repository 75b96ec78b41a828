package org.tfmirror.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.MemorySize;
import jakarta.ws.rs.core.Response;
import java.math.BigInteger;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.tfmirror.storage.StorageUnavailableException;

/** Two archives at once, two that wait, and everything moved by hand. */
class ArchiveSenderTest {

    private static final long SECOND = 1_000_000_000L;

    private final HandTurned.Threads threads = new HandTurned.Threads();
    private final AtomicLong now = new AtomicLong();
    private final ArchiveSender sender = new ArchiveSender(new Config(), threads, now::get);
    private int opened;

    private record Config() implements ProxyConfig {

        @Override
        public int maxArchives() {
            return 2;
        }

        @Override
        public int maxWaiting() {
            return 2;
        }

        @Override
        public MemorySize minimumRate() {
            return new MemorySize(BigInteger.ONE);
        }

        @Override
        public MemorySize sendBuffer() {
            return new MemorySize(BigInteger.ZERO);
        }

        @Override
        public Duration stallTimeout() {
            return Duration.ofSeconds(10);
        }
    }

    private CompletableFuture<Response> ask() throws DeliveryQueueFullException {
        CompletableFuture<Response> answer = sender.answer(Response.ok(), () -> {
            opened++;
            return new HandTurned.Source(HandTurned.Source.CHUNK);
        });
        threads.runAll();
        return answer;
    }

    private HandTurned.Client begin(CompletableFuture<Response> answer) {
        HandTurned.Client client = new HandTurned.Client();
        ((Transfer) answer.join().getEntity()).begin(client);
        threads.runAll();
        return client;
    }

    @Test
    void whoWaitsHasNoAnswerAndNoObjectOpened() throws Exception {
        ask();
        ask();

        assertThat(ask()).isNotDone();
        assertThat(opened).isEqualTo(2);
        assertThat(threads.queued()).isZero();
    }

    @Test
    void anArchiveThatIsSentMakesRoomForTheNext() throws Exception {
        HandTurned.Client first = begin(ask());
        ask();
        CompletableFuture<Response> next = ask();

        first.take();
        threads.runAll();

        assertThat(first.ends).isEqualTo(1);
        assertThat(next).isCompleted();
    }

    @Test
    void aClientThatIsCutOffForSlownessMakesRoomForTheNext() throws Exception {
        HandTurned.Client slow = begin(ask());
        ask();
        CompletableFuture<Response> next = ask();

        now.set(10 * SECOND);
        sender.cutSlowClients();
        threads.runAll();

        assertThat(slow.cuts).isEqualTo(1);
        assertThat(next).isCompleted();
        assertThat(sender.slow()).isEqualTo(2); // the second had not even begun
    }

    @Test
    void aClientThatLeavesWhileItWaitsMakesRoom() throws Exception {
        ask();
        ask();
        CompletableFuture<Response> gone = ask();
        ask();

        gone.cancel(true);

        assertThat(sender.slots().waiting()).isEqualTo(1);
        assertThat(ask()).isNotDone();
        assertThat(sender.refused()).isZero();
    }

    @Test
    void aClientThatLeavesAsItsTurnComesPassesItOn() throws Exception {
        HandTurned.Client first = begin(ask());
        ask();
        CompletableFuture<Response> gone = ask();
        CompletableFuture<Response> next = ask();

        first.take(); // the slot is given, but nothing opened yet
        gone.cancel(true);
        threads.runAll();

        assertThat(next).isCompleted();
        assertThat(opened).isEqualTo(3);
    }

    @Test
    void onlyAFullQueueRefuses() throws Exception {
        for (int i = 0; i < 4; i++) {
            ask();
        }

        assertThatThrownBy(this::ask).isInstanceOf(DeliveryQueueFullException.class);
        assertThat(sender.refused()).isEqualTo(1);
    }

    @Test
    void anObjectThatCannotBeOpenedFailsTheAnswerAndFreesTheSlot() throws Exception {
        StorageUnavailableException fault = new StorageUnavailableException("away", null);

        CompletableFuture<Response> answer = sender.answer(Response.ok(), () -> {
            throw fault;
        });
        threads.runAll();

        assertThat(answer).isCompletedExceptionally();
        assertThatThrownBy(answer::join).hasCause(fault);
        assertThat(sender.slots().used()).isZero();
    }
}
