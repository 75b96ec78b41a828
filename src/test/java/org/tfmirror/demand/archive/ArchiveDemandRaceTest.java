package org.tfmirror.demand.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.TestDatabase.query;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.demand.archive.DemandReplica.Client;
import org.tfmirror.demand.archive.Waiter.Outcome;
import org.tfmirror.job.demand.DemandedJobs.Limits;
import org.tfmirror.origin.OriginException.TransferCut;
import org.tfmirror.processor.ScriptedOrigin;
import org.tfmirror.processor.ScriptedOrigin.Published;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.test.MemoryObjectStore;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** Clients of two replicas and one package, moved by hand. The origin sends fifty bytes at a time. */
class ArchiveDemandRaceTest {

    private static final PackageId ID = Packages.of("registry.test/acme/live", "1.0.0", "linux_amd64");

    private final ScriptedOrigin origin = new ScriptedOrigin();
    private final MemoryObjectStore store = new MemoryObjectStore();
    private final DemandReplica a = new DemandReplica("a", origin, store, 3);
    private final DemandReplica b = new DemandReplica("b", origin, store, 3);
    private Published published = origin.publish(ID, "some contents");

    @BeforeEach
    void publish() {
        TestDatabase.empty();
        published = origin.publish(ID, contents(5));
        assertThat(published.archive().length).isGreaterThan(400);
    }

    private static String contents(int seed) {
        StringBuilder contents = new StringBuilder();
        new Random(seed).ints(500, 33, 126).forEach(each -> contents.append((char) each));
        return contents.toString();
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    /** Stops before so many bytes of the first request, until the latch is down. */
    private CountDownLatch stopBefore(long position) {
        CountDownLatch goOn = new CountDownLatch(1);
        origin.sending = (request, received) -> {
            if (request == 1 && received >= position) {
                reached.countDown();
                goOn.await();
            }
        };
        return goOn;
    }

    private final CountDownLatch reached = new CountDownLatch(1);

    private void awaitReached() {
        Awaitility.await().until(() -> reached.getCount() == 0);
    }

    private static List<Object> jobStates() {
        return query("select status from job").stream()
                .map(row -> (Object) String.valueOf(row.get(0)))
                .toList();
    }

    private int visible() {
        return store.keys().size();
    }

    @Test
    void oneDownloadServesTheClientsOfTwoReplicas() throws SQLException {
        CountDownLatch goOn = stopBefore(200);
        Client first = a.ask(ID);
        awaitReached();
        Client second = b.ask(ID);
        Client third = a.ask(ID);
        b.round();

        assertThat(first.read().got.size()).isEqualTo(180);
        assertThat(second.outcome()).isNull();
        assertThat(third.read().got.size()).isEqualTo(180);
        goOn.countDown();
        a.rig.awaitIdle();
        b.round();

        assertThat(first.read().got.toByteArray()).isEqualTo(published.archive());
        assertThat(second.outcome()).isEqualTo(new Outcome.Stored());
        assertThat(third.read().got.toByteArray()).isEqualTo(published.archive());
        assertThat(origin.archiveRequests).hasValue(1);
        assertThat(jobStates()).containsExactly("completed");
    }

    @Test
    void whoComesWhileTheFirstBytesAreThereReadsAlong() throws SQLException {
        CountDownLatch goOn = stopBefore(100);
        Client first = a.ask(ID);
        awaitReached();
        Client second = a.ask(ID, "192.0.2.2");

        assertThat(first.read().got.size()).isEqualTo(80);
        assertThat(second.read().got.size()).isEqualTo(80);
        goOn.countDown();
        a.rig.awaitIdle();
        assertThat(second.read().got.toByteArray()).isEqualTo(published.archive());
        assertThat(query("select asked_by from job")).containsExactly(List.of("192.0.2.1"));
    }

    @Test
    void aSlowClientNeverHoldsUpTheDownload() throws SQLException {
        CountDownLatch goOn = stopBefore(100);
        Client slow = a.ask(ID);
        awaitReached();
        assertThat(slow.outcome()).isInstanceOf(Outcome.Reads.class);
        goOn.countDown();
        a.rig.awaitIdle(); // though it has taken nothing

        assertThat(jobStates()).containsExactly("completed");
        assertThat(slow.read().got.toByteArray()).isEqualTo(published.archive());
    }

    @Test
    void verificationThatFailsAtTheEndGivesNobodyTheWhole() throws SQLException {
        byte[] damaged = published.archive().clone();
        damaged[damaged.length - 5] ^= 1;
        origin.replace(ID, published.sending(damaged));
        CountDownLatch goOn = stopBefore(100);
        Client client = a.ask(ID);
        awaitReached();
        client.read();
        Client waits = b.ask(ID);
        goOn.countDown();
        a.rig.awaitIdle();
        client.read();
        a.round();
        b.round();

        assertThat(client.read().cut).isTrue();
        assertThat(client.got.size()).isLessThanOrEqualTo(damaged.length - DemandReplica.HELD_BACK);
        assertThat(waits.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(visible()).isZero();
        int requests = origin.archiveRequests.get();
        for (int i = 0; i < 3; i++) {
            assertThat(a.ask(ID).outcome()).isInstanceOf(Outcome.Failed.class);
            assertThat(b.ask(ID).outcome()).isInstanceOf(Outcome.Failed.class);
        }
        assertThat(origin.archiveRequests).as("no storm").hasValue(requests);
        assertThat(jobStates()).containsExactly("failed");
    }

    @Test
    void afterAPassingFaultTheSameReplicaGoesOn() throws SQLException {
        cutFirstAt(200);
        Client client = a.ask(ID);
        a.rig.awaitIdle();
        client.read();
        a.round();
        assertThat(client.cut).isFalse();
        assertThat(client.got.size()).isEqualTo(180);

        a.retry();
        a.rig.awaitIdle();
        assertThat(client.read().got.toByteArray()).isEqualTo(published.archive());
    }

    @Test
    void afterAPassingFaultAnotherReplicaMayGoOn() throws SQLException {
        cutFirstAt(200);
        Client client = a.ask(ID);
        a.rig.awaitIdle();
        client.read();

        b.retry();
        b.rig.awaitIdle();
        assertThat(client.read().got.size()).isEqualTo(180);
        a.round();
        assertThat(client.read().got.toByteArray()).isEqualTo(published.archive());
    }

    @Test
    void whereTheOriginsBytesChangedTheClientIsCutOff() throws SQLException {
        cutFirstAt(200);
        Client client = a.ask(ID);
        a.rig.awaitIdle();
        client.read();
        // Republished: sound, and not what was sent.
        origin.publish(ID, contents(6));
        b.retry();
        b.rig.awaitIdle();
        a.round();

        assertThat(client.read().cut).isTrue();
        assertThat(client.got.size()).isEqualTo(180);
    }

    private void cutFirstAt(long position) {
        origin.sending = (request, received) -> {
            if (request == 1 && received >= position) {
                throw new TransferCut("the origin", "cut by the test", null);
            }
        };
    }

    @Test
    void aClientThatLeavesEndsNeitherTheDownloadNorTheLooking() throws SQLException {
        CountDownLatch goOn = stopBefore(100);
        Client client = a.ask(ID);
        Client other = b.ask(ID);
        awaitReached();
        client.leave();
        other.leave();
        assertThat(a.live.waiting()).isZero();
        assertThat(b.live.ids()).isEmpty();
        goOn.countDown();
        a.rig.awaitIdle();
        a.threads.runAll();

        assertThat(jobStates()).containsExactly("completed");
        assertThat(store.keys()).containsExactly(MirrorLayout.atTop().keyOf(ID));
        assertThat(a.live.ids()).isEmpty();
    }

    @Test
    void whoHasWaitedForTwentySecondsIsToAskAgain() throws SQLException {
        CountDownLatch goOn = stopBefore(100);
        Client first = a.ask(ID);
        awaitReached();
        first.read();
        Client client = b.ask(ID);
        b.pass(Duration.ofSeconds(19));
        assertThat(client.outcome()).isNull();
        b.pass(Duration.ofSeconds(1));

        assertThat(client.outcome()).isEqualTo(new Outcome.AskAgain(false));
        assertThat(b.live.waiting()).isZero();
        goOn.countDown();
        a.rig.awaitIdle();
    }

    @Test
    void asManyWaitAsMayAndNoMore() throws SQLException {
        a.slots = false;
        List<Client> clients = Stream.of(1, 2, 3).map(i -> ask(a)).toList();

        assertThat(a.live.join(ID, "192.0.2.1", true, 0)).isNull();
        clients.get(0).leave();
        assertThat(ask(a).outcome()).isNull();
    }

    private static Client ask(DemandReplica replica) {
        try {
            return replica.ask(ID);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void withoutAFreeSlotItIsQueuedAndWhoeverTakesItStreams() throws SQLException {
        a.slots = false;
        Client client = a.ask(ID);
        assertThat(jobStates()).containsExactly("pending");
        CountDownLatch goOn = stopBefore(100);
        a.rig.poll();
        awaitReached();

        assertThat(client.read().got.size()).isEqualTo(80);
        goOn.countDown();
        a.rig.awaitIdle();
        assertThat(client.read().got.toByteArray()).isEqualTo(published.archive());
    }

    @Test
    void whatIsOverTheLimitWaitsAndBeginsWhenItMay() throws SQLException {
        a.limits = new Limits(0, Long.MAX_VALUE);
        Client client = a.ask(ID);
        a.round();
        assertThat(client.outcome()).isNull();
        assertThat(jobStates()).isEmpty();
        a.limits = new Limits(1, Long.MAX_VALUE);
        a.round();
        a.rig.awaitIdle();

        assertThat(client.read().outcome()).isNotNull();
        assertThat(jobStates()).containsExactly("completed");
    }

    @Test
    void aJobThatAnOperatorCancelsIsNotMadeAnewAtOnce() throws SQLException {
        a.slots = false;
        Client client = a.ask(ID);
        TestDatabase.execute("update job set status = 'cancelled', completed_at = now(), cancelled_items = 1");
        a.round();

        assertThat(client.outcome()).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void atTheEndWhoWaitsIsSentElsewhereAndWhoReadsGetsTheRest() throws Exception {
        CountDownLatch goOn = stopBefore(100);
        Client reads = a.ask(ID);
        awaitReached();
        reads.read();
        Client waits = b.ask(ID);
        a.live.beginDrain();
        b.live.beginDrain();

        assertThat(waits.outcome()).isEqualTo(new Outcome.AskAgain(true));
        assertThat(b.ask(ID).outcome()).isEqualTo(new Outcome.AskAgain(true));
        goOn.countDown();
        a.rig.awaitIdle();
        assertThat(reads.read().got.toByteArray()).isEqualTo(published.archive());
    }

    @Test
    void whoStillReadsAtTheVeryEndIsCutOff() throws Exception {
        CountDownLatch goOn = stopBefore(100);
        Client reads = a.ask(ID);
        awaitReached();
        reads.read();
        a.live.beginDrain();
        a.live.endStreams(Duration.ZERO);

        assertThat(reads.read().cut).isTrue();
        goOn.countDown();
        a.rig.awaitIdle();
    }

    @Test
    void aReplicaThatDiesLeavesTheDownloadToAnother() throws SQLException {
        CountDownLatch goOn = stopBefore(200);
        Client client = a.ask(ID);
        awaitReached();
        assertThat(client.read().got.size()).isEqualTo(180);
        // As if it were gone: nobody renews its lease.
        TestDatabase.execute("update job set lease_expires_at = now() - interval '1 second'");
        Client other = b.ask(ID, "192.0.2.2");
        b.rig.queue.rescue(3, 5);
        b.retry();
        b.rig.awaitIdle();
        b.round();

        assertThat(other.outcome()).isNotNull();
        assertThat(jobStates()).containsExactly("completed");
        assertThat(client.got.size()).isEqualTo(180);
        goOn.countDown();
        a.rig.awaitIdle();
    }
}
