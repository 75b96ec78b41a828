package org.tfmirror.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.tfmirror.provider.MinimumRate;

/** A transfer whose source, client, threads and clock are moved by hand. */
class TransferTest {

    private static final long SECOND = 1_000_000_000L;

    private final HandTurned.Threads threads = new HandTurned.Threads();
    private final HandTurned.Source source = new HandTurned.Source(3 * HandTurned.Source.CHUNK);
    private final HandTurned.Client client = new HandTurned.Client();
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger ends = new AtomicInteger();
    private final Transfer transfer = new Transfer(
            source, new MinimumRate(Duration.ofSeconds(10), 1), threads, now::get, ended -> ends.incrementAndGet());

    private void begin() {
        transfer.begin(client);
        threads.runAll();
    }

    private void take() {
        client.take();
        threads.runAll();
    }

    private void assertCut() {
        threads.runAll();
        assertThat(client.cuts).isEqualTo(1);
        assertThat(client.ends).isZero();
        assertThat(source.closed).isEqualTo(1);
        assertThat(ends).hasValue(1);
    }

    @Test
    void aClientThatTakesEverythingGetsItWhole() {
        begin();
        take();
        take();
        take();

        assertThat(client.sent.size()).isEqualTo(30);
        assertThat(client.ends).isEqualTo(1);
        assertThat(client.cuts).isZero();
        assertThat(source.closed).isEqualTo(1);
        assertThat(ends).hasValue(1);
    }

    @Test
    void aSourceOfUnknownLengthSaysItselfWhereItEnds() {
        HandTurned.Source unknown = new HandTurned.Source(-1);
        Transfer unending = new Transfer(
                unknown,
                new MinimumRate(Duration.ofSeconds(10), 1),
                threads,
                now::get,
                ended -> ends.incrementAndGet());
        unending.begin(client);
        threads.runAll();
        unknown.end();
        take();

        assertThat(client.sent.size()).isEqualTo(HandTurned.Source.CHUNK);
        assertThat(client.ends).isEqualTo(1);
        assertThat(client.cuts).isZero();
    }

    @Test
    void aClientThatTakesNothingHoldsOneChunkAndNoThread() {
        begin();

        assertThat(source.asked).isEqualTo(1);
        assertThat(client.sent.size()).isEqualTo(HandTurned.Source.CHUNK);
        assertThat(threads.queued()).isZero();
    }

    @Test
    void theNextChunkIsReadOnlyWhenTheLastIsTaken() {
        begin();
        client.take();

        assertThat(source.asked).isEqualTo(1);
        threads.runAll();
        assertThat(source.asked).isEqualTo(2);
    }

    @Test
    void aSourceThatIsLateHoldsNoThread() {
        source.beLate();
        begin();

        assertThat(client.sent.size()).isZero();
        assertThat(threads.queued()).isZero();
        source.pending.complete(new byte[HandTurned.Source.CHUNK]);
        assertThat(client.sent.size()).isEqualTo(HandTurned.Source.CHUNK);
    }

    @Test
    void aClientThatLeavesEndsIt() {
        begin();
        client.leave();

        assertCut();
    }

    @Test
    void aSourceThatFailsCutsTheClientOff() {
        begin();
        source.failWith(new EOFException("cut"));
        take();

        assertCut();
    }

    @Test
    void aClientThatTakesNothingIsCutOffAfterTheWindow() {
        begin();

        now.set(10 * SECOND - 1);
        assertThat(transfer.cutIfSlow()).isFalse();
        now.set(10 * SECOND);
        assertThat(transfer.cutIfSlow()).isTrue();
        assertThat(transfer.cutIfSlow()).isFalse();
        assertCut();
    }

    @Test
    void aClientIsNotBlamedForASlowSource() {
        source.beLate();
        begin();
        now.set(1_000 * SECOND);

        assertThat(transfer.cutIfSlow()).isFalse();
    }

    @Test
    void aTransferThatNobodyBeginsEndsAfterTheWindow() {
        now.set(10 * SECOND);

        assertThat(transfer.cutIfSlow()).isTrue();
        threads.runAll();
        assertThat(source.closed).isEqualTo(1);
        assertThat(ends).hasValue(1);
    }

    @Test
    void aClientThatBeginsTooLateIsCutOff() {
        transfer.cut();
        begin();

        assertThat(client.cuts).isEqualTo(1);
        assertThat(client.sent.size()).isZero();
    }

    @Test
    void aChunkThatComesAfterTheEndIsNotSent() {
        source.beLate();
        begin();
        transfer.cut();
        source.pending.complete(new byte[HandTurned.Source.CHUNK]);

        assertThat(client.sent.size()).isZero();
        assertCut();
    }

    /** Closing a connection while another thread reads from it would wait for that thread. */
    @Test
    void aSourceThatIsBeingReadIsClosedByItsReader() {
        source.whileAsked(() -> {
            transfer.cut();
            threads.runAll();
            assertThat(source.closed).isZero();
        });
        begin();

        assertThat(client.sent.size()).isZero();
        assertCut();
    }
}
