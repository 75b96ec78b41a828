package org.tfmirror.demand.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.tfmirror.delivery.ChunkSource;
import org.tfmirror.demand.archive.LiveArchive.Sizes;
import org.tfmirror.demand.archive.LiveArchive.State;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Sha256;
import org.tfmirror.test.Packages;

/** An archive that comes byte by byte, with clients that read along; a window of 100 bytes, 10 held back. */
class LiveArchiveTest {

    private static final PackageId ID = Packages.of("registry.test/acme/live", "1.0.0", "linux_amd64");

    private final HandTurnedThreads threads = new HandTurnedThreads();
    private final byte[] archive = bytes(300, 1);
    private final LiveArchive live = new LiveArchive(ID, new Sizes(100, 10), threads);
    private final List<Long> opened = new ArrayList<>();
    private byte[] inBucket = archive;

    private static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Reads until it has to wait. */
    private final class Client {
        final ByteArrayOutputStream got = new ByteArrayOutputStream();
        final LiveStream stream;
        private CompletableFuture<byte[]> next = new CompletableFuture<>();
        boolean ended;

        Client() {
            LiveStream open = live.open(LiveArchiveTest.this::open, id -> {});
            assertThat(open).isNotNull();
            stream = Objects.requireNonNull(open);
        }

        /** Takes all that there is. */
        Client read() throws IOException {
            if (next.isCompletedExceptionally() || !next.isDone() && next.getNumberOfDependents() > 0) {
                return this;
            }
            while (!ended) {
                CompletionStage<byte[]> asked = stream.next();
                next = asked.toCompletableFuture();
                if (!next.isDone()) {
                    next.whenComplete((chunk, failure) -> {
                        if (chunk != null) {
                            take(chunk);
                        }
                    });
                    return this;
                }
                take(next.join());
            }
            return this;
        }

        /** As a transfer does. */
        private void take(byte[] chunk) {
            got.writeBytes(chunk);
            ended = stream.length() < 0 ? chunk.length == 0 : got.size() == stream.length();
        }

        boolean isCut() {
            return next.isCompletedExceptionally();
        }
    }

    private ChunkSource open(PackageId id, long position) {
        opened.add(position);
        byte[] rest = Arrays.copyOfRange(inBucket, (int) position, inBucket.length);
        return new ChunkSource() {
            @Override
            public long length() {
                return rest.length;
            }

            @Override
            public CompletionStage<byte[]> next() {
                return CompletableFuture.completedStage(rest);
            }

            @Override
            public void close() {}
        };
    }

    private void begin() {
        live.begin("sha", archive.length);
    }

    private void send(byte[] from, int start, int end) {
        for (int at = start; at < end; at += 7) {
            live.add(from, at, Math.min(7, end - at));
        }
    }

    private void send(int start, int end) {
        send(archive, start, end);
    }

    private byte[] first(int count) {
        return Arrays.copyOf(archive, count);
    }

    @Test
    void aClientReadsAlongAndTheLastBytesAreHeldBack() throws IOException {
        begin();
        send(0, 60);
        Client client = new Client().read();

        assertThat(client.got.toByteArray()).isEqualTo(first(50));
        send(60, 140);
        threads.runAll();
        assertThat(client.got.size()).isGreaterThan(50).isLessThanOrEqualTo(130);
        assertThat(client.got.toByteArray()).isEqualTo(first(client.got.size()));
    }

    @Test
    void theRestIsSentOnceItIsVerifiedAndRecorded() throws IOException {
        begin();
        send(0, 60);
        Client client = new Client().read();
        for (int at = 60; at < 300; at += 20) {
            send(at, at + 20);
            threads.runAll();
            client.read();
        }
        assertThat(client.got.size()).isEqualTo(290);

        live.verified();
        threads.runAll();
        assertThat(client.read().got.size()).as("verified and not recorded").isEqualTo(290);
        live.stored();
        threads.runAll();
        assertThat(client.read().got.toByteArray()).isEqualTo(archive);
        assertThat(opened).as("what it needed of the bucket").isEmpty();
    }

    @Test
    void anArchiveThatFailsAtItsEndIsNeverGivenWhole() throws IOException {
        begin();
        send(0, 60);
        Client client = new Client().read();
        for (int at = 60; at < 300; at += 20) {
            send(at, at + 20);
            threads.runAll();
            client.read();
        }
        live.interrupted(); // its checksum is wrong
        live.end();
        threads.runAll();

        assertThat(client.got.size()).isEqualTo(290);
        assertThat(client.isCut()).isTrue();
        live.stored();
        threads.runAll();
        assertThat(client.got.size()).isEqualTo(290);
    }

    @Test
    void whatIsNotLargerThanWhatIsHeldBackComesOnlyWhenItIsRecorded() {
        live.begin("sha", 10);
        live.add(archive, 0, 10);
        live.verified();

        assertThat(live.open(this::open, id -> {})).isNull();
    }

    @Test
    void aSlowClientHoldsNothingUpAndGoesOnFromTheBucket() throws IOException {
        begin();
        send(0, 60);
        Client client = new Client().read();
        send(60, 300);
        live.verified();
        assertThat(client.got.size()).isEqualTo(50);
        live.stored();
        threads.runAll();
        client.read();

        assertThat(opened).singleElement().satisfies(from -> assertThat(from).isBetween(50L, 199L));
        assertThat(client.got.toByteArray()).isEqualTo(archive);
    }

    @Test
    void aSlowClientWaitsForTheBucketWithoutAThread() throws IOException {
        begin();
        send(0, 60);
        Client client = new Client();
        send(60, 250);
        client.read();
        threads.runAll();

        assertThat(client.got.size()).isZero();
        assertThat(threads.queued()).isZero();
        assertThat(client.isCut()).isFalse();
    }

    @Test
    void whoComesAfterTheFirstBytesAreGoneCannotReadAlong() {
        begin();
        send(0, 150);

        assertThat(live.open(this::open, id -> {})).isNull();
    }

    @Test
    void afterAPassingFaultTheNextTransferGoesOnBehindWhatWasSent() throws IOException {
        begin();
        send(0, 60);
        Client client = new Client().read();
        live.interrupted();
        begin();
        send(0, 40);
        threads.runAll();
        assertThat(client.got.size()).isEqualTo(50);
        for (int at = 40; at < 300; at += 20) {
            send(at, at + 20);
            threads.runAll();
            client.read();
        }
        live.verified();
        live.stored();
        threads.runAll();

        assertThat(client.read().got.toByteArray()).isEqualTo(archive);
        assertThat(opened).isEmpty();
    }

    @Test
    void aPrefixThatChangedCutsTheClientOff() throws IOException {
        begin();
        send(0, 60);
        Client client = new Client().read();
        live.interrupted();
        byte[] other = archive.clone();
        other[3] ^= 1;
        begin();
        send(other, 0, 300);
        threads.runAll();

        assertThat(client.isCut()).isTrue();
        assertThat(client.got.size()).isEqualTo(50);
        assertThat(live.state()).isEqualTo(State.ENDED);
    }

    @Test
    void anotherLengthOrChecksumCutsTheClientOffAtOnce() throws IOException {
        begin();
        send(0, 60);
        Client client = new Client().read();
        live.interrupted();
        live.begin("sha", 301);
        threads.runAll();

        assertThat(client.isCut()).isTrue();
    }

    @Test
    void whatWasHeldBackMayChangeForItWasNotSent() throws IOException {
        begin();
        byte[] damaged = archive.clone();
        damaged[55] ^= 1;
        send(damaged, 0, 60);
        Client client = new Client().read();
        live.interrupted();
        begin();
        send(0, 100);
        threads.runAll();

        assertThat(client.isCut()).isFalse();
        assertThat(client.got.toByteArray()).isEqualTo(first(client.got.size()));
        assertThat(client.got.size()).isGreaterThan(55);
    }

    @Test
    void aFurtherFaultWhileTheFirstBytesComeAgainLosesNothing() throws IOException {
        begin();
        send(0, 60);
        Client client = new Client().read();
        live.interrupted();
        begin();
        send(0, 30);
        live.interrupted();
        begin();
        send(0, 100);
        threads.runAll();

        assertThat(client.got.toByteArray()).isEqualTo(first(client.got.size()));
        assertThat(client.got.size()).isGreaterThan(50);
    }

    @Test
    void anotherReplicasArchiveGoesOnIfItBeginsAlike() throws IOException {
        begin();
        send(0, 60);
        Client client = new Client().read();
        live.interrupted();
        live.stored();
        threads.runAll();
        assertThat(client.got.size()).as("not compared yet").isEqualTo(50);

        assertThat(live.toCompare()).isNotNull();
        assertThat(Objects.requireNonNull(live.toCompare()).sha256()).isEqualTo(Sha256.of(first(50)));
        live.compared(true, 300);
        threads.runAll();
        assertThat(client.read().got.toByteArray()).isEqualTo(archive);
        assertThat(opened).containsExactly(50L);
    }

    @Test
    void anotherReplicasArchiveThatBeginsOtherwiseCutsTheClientOff() throws IOException {
        begin();
        send(0, 60);
        Client client = new Client().read();
        live.interrupted();
        live.compared(false, 300);
        threads.runAll();

        assertThat(client.isCut()).isTrue();
    }

    @Test
    void aClientThatLeavesEndsNothing() throws IOException {
        begin();
        send(0, 60);
        Client client = new Client().read();
        Client other = new Client().read();
        client.stream.close();
        for (int at = 60; at < 300; at += 20) {
            send(at, at + 20);
            threads.runAll();
            other.read();
        }
        live.verified();
        live.stored();
        threads.runAll();

        assertThat(live.readers()).isEqualTo(1);
        assertThat(other.read().got.toByteArray()).isEqualTo(archive);
    }

    @Test
    void anArchiveOfUnknownLengthIsReadAlongAndItsEndIsHeldBack() throws IOException {
        live.begin("sha", -1);
        send(0, 60);
        Client client = new Client().read();
        Client slow = new Client();
        for (int at = 60; at < 300; at += 20) {
            send(at, at + 20);
            threads.runAll();
            client.read();
        }
        live.verified();
        threads.runAll();
        assertThat(client.read().got.size()).isEqualTo(290);
        assertThat(client.ended).isFalse();
        live.stored();
        threads.runAll();

        for (Client each : List.of(client, slow)) {
            assertThat(each.read().got.toByteArray()).isEqualTo(archive);
            assertThat(each.ended).isTrue();
        }
        assertThat(opened).as("the slow one's").hasSize(1);
    }

    @Test
    void anotherReplicasArchiveTellsTheLengthThatWasUnknown() throws IOException {
        live.begin("sha", -1);
        send(0, 60);
        Client client = new Client().read();
        live.interrupted();
        live.compared(true, 300);
        threads.runAll();

        assertThat(client.read().got.toByteArray()).isEqualTo(archive);
        assertThat(client.ended).isTrue();
    }

    @Test
    void anArchiveOfUnknownLengthThatFailsNeverEndsInOrder() throws IOException {
        live.begin("sha", -1);
        send(0, 60);
        Client client = new Client().read();
        live.interrupted();
        live.end();
        threads.runAll();

        assertThat(client.isCut()).isTrue();
        assertThat(client.ended).isFalse();
    }

    @Test
    void aReaderOfAnArchiveThatDoesNotComeIsToldSo() {
        begin();
        send(0, 60);
        Client client = new Client();
        live.end();

        assertThatThrownBy(client.stream::next).isInstanceOf(EOFException.class);
    }
}
