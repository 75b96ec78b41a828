package org.tfmirror.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.job.JobNotifications;
import org.tfmirror.job.JobNotifications.Notification;
import org.tfmirror.local.EmbeddedDatabase;
import org.tfmirror.processor.ProcessorRig.ScriptedPipeline.Held;
import org.tfmirror.processor.engine.NotificationListener;
import org.tfmirror.processor.engine.Processor;
import org.tfmirror.processor.engine.ProcessorThreads;
import org.tfmirror.processor.work.Backoff;
import org.tfmirror.processor.work.RunResult;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.FaultyDataSource;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.test.TestQueueConfig;

/** A database that crashes in the middle of work and comes back, all connections broken: a server of its own. */
class DatabaseOutageTest {

    private static final PackageId FIRST = Packages.number(0);
    private static final PackageId SECOND = Packages.number(1);

    private static @Nullable EmbeddedDatabase started;

    private final DataSource database = TestDatabase.dataSource(server());
    private final FaultyDataSource faulty = new FaultyDataSource(database);
    private final ProcessorRig a = new ProcessorRig("a", 3, faulty.dataSource(), null);
    private final ProcessorRig b = new ProcessorRig("b", 3, database, null);

    @BeforeAll
    static void start() throws IOException {
        started = EmbeddedDatabase.startTemporary();
        TestDatabase.migrate(server());
    }

    @AfterAll
    static void stop() throws IOException {
        server().close();
    }

    private static EmbeddedDatabase server() {
        return java.util.Objects.requireNonNull(started);
    }

    @BeforeEach
    void empty() {
        TestDatabase.empty(database);
    }

    @AfterEach
    void everyInvariantHolds() {
        a.close();
        b.close();
        JobInvariants.check(database, ProcessorRig.MAX_ATTEMPTS);
    }

    @Test
    void workDoneInAnOutageIsSettledIfItEndsWithinTheLease() throws Exception {
        long id = TestDatabase.submit(database, FIRST, SECOND);
        Held held = a.pipeline.hold(FIRST);
        a.poll();
        held.begun.await();

        server().stopServer();
        assertThat(a.heartbeat.beat()).isFalse();
        held.released.countDown();
        awaitWritesInVain();
        server().startServer();
        a.awaitIdle();

        assertThat(query("select status, completed_items from job where id = ?", id))
                .containsExactly(List.of("completed", 2));
        assertThat(query("select attempts from job_item")).containsExactly(List.of(1), List.of(1));
        assertThat(a.pipeline.runs).containsExactly(FIRST, SECOND);
    }

    @Test
    void workWhoseLeaseEndsInAnOutageIsRescuedAndDoneOnceMore() throws Exception {
        long id = TestDatabase.submit(database, FIRST);
        Held held = a.pipeline.hold(FIRST);
        a.poll();
        held.begun.await();

        server().stopServer();
        held.released.countDown();
        awaitWritesInVain();
        a.pass(ProcessorRig.LEASE.plusNanos(1));
        a.heartbeat.fence();
        a.awaitIdle();
        assertThat(a.endings).singleElement().isInstanceOf(RunResult.Stopped.class);
        server().startServer();

        assertThat(query("select job.status, job_item.status from job join job_item on job_id = job.id"))
                .containsExactly(List.of("running", "downloading"));
        TestDatabase.execute(database, "update job set lease_expires_at = now() - interval '1 second'");
        assertThat(b.queue.rescue(3, 5)).hasSize(1);
        b.poll();
        b.awaitIdle();

        assertThat(query("select status, completed_items from job where id = ?", id))
                .containsExactly(List.of("completed", 1));
        assertThat(query("select attempts from job_item")).containsExactly(List.of(2));
        assertThat(b.pipeline.runs).containsExactly(FIRST);
    }

    /** A job whose worker was fenced while the database was away; the database answers again. */
    private long fencedDuringAnOutage() throws Exception {
        long id = TestDatabase.submit(database, FIRST);
        Held held = a.pipeline.hold(FIRST);
        a.poll();
        held.begun.await();
        server().stopServer();
        a.pass(ProcessorRig.LEASE.plusNanos(1));
        a.heartbeat.fence();
        a.awaitIdle();
        server().startServer();
        return id;
    }

    @Test
    void workWhoseLeaseEndsDuringAnOutageIsGivenBackUncounted() throws Exception {
        long id = fencedDuringAnOutage();
        TestDatabase.execute(database, "update job set lease_expires_at = now() - interval '1 second'");

        assertThat(a.dispatcher.giveBackUnheld().givenBack()).isEqualTo(1);

        assertThat(query("select job.status, attempts, crashes from job join job_item on job_id = job.id"))
                .containsExactly(List.of("pending", 0, 0));
        assertThat(query("select error_code from job_item where job_id = ?", id).get(0))
                .containsOnlyNulls();
    }

    @Test
    void aDrainAfterAnOutageLeavesNoJobToItsLease() throws Exception {
        fencedDuringAnOutage();

        a.dispatcher.drain(Duration.ZERO);

        assertThat(query("select job.status, attempts, crashes from job join job_item on job_id = job.id"))
                .containsExactly(List.of("pending", 0, 0));
    }

    @Test
    void workThatTriesToSettleAfterItsRescueOverwritesNothing() throws Exception {
        TestDatabase.submit(database, FIRST);
        Held held = a.pipeline.hold(FIRST);
        a.poll();
        held.begun.await();
        server().stopServer();
        server().startServer();
        TestDatabase.execute(database, "update job set lease_expires_at = now() - interval '1 second'");
        b.queue.rescue(3, 5);
        Held owner = b.pipeline.hold(FIRST);
        b.poll();
        owner.begun.await();
        List<List<@Nullable Object>> before =
                query("select job.*, job_item.* from job join job_item on job_id = job.id");

        held.released.countDown(); // it has not noticed anything
        a.awaitIdle();

        assertThat(query("select job.*, job_item.* from job join job_item on job_id = job.id"))
                .isEqualTo(before);
        owner.released.countDown();
        b.awaitIdle();
        assertThat(query("select status from job")).containsExactly(List.of("completed"));
    }

    @Test
    void theDoorbellListensAgainAndHearsWithOneThreadForAllOutages() throws Exception {
        JobNotifications notifications = new JobNotifications(database, new TestQueueConfig(true));
        BlockingQueue<Notification> received = new LinkedBlockingQueue<>();
        long others = threads("tfmirror-notifications"); // an application of other tests may still run in this JVM
        NotificationListener notificationListener = new NotificationListener(notifications, received::add, soon());
        notificationListener.start();
        assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo(Notification.DUE);

        for (int outage = 0; outage < 2; outage++) {
            server().stopServer();
            server().startServer();
            assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo(Notification.DUE); // what was missed meanwhile
            notifications.send(Notification.STOP);
            assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo(Notification.STOP);
            assertThat(threads("tfmirror-notifications")).isEqualTo(others + 1);
        }

        notificationListener.end();
        notifications.send(Notification.DUE); // so that it looks up
        Awaitility.await().until(() -> threads("tfmirror-notifications") == others);
    }

    @Test
    void aReplicaNudgedThroughAnOutageHasNoMoreTasksThanBefore() throws Exception {
        ScheduledThreadPoolExecutor one = new ScheduledThreadPoolExecutor(1);
        one.setRemoveOnCancelPolicy(true);
        Processor processor = a.processor(new ProcessorThreads(one, one, one, one));
        processor.start();
        server().stopServer();

        for (int nudge = 0; nudge < 1_000; nudge++) {
            CountDownLatch looked = new CountDownLatch(1);
            processor.wake();
            one.execute(looked::countDown);
            looked.await();
        }

        assertThat(one.getQueue().size()).isLessThanOrEqualTo(4); // one of each loop

        server().startServer();
        long id = TestDatabase.submit(database, FIRST);
        processor.wake(); // the tick
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> query("select status from job where id = ?", id).equals(List.of(List.of("completed"))));
        processor.drain(Duration.ZERO);
    }

    private void awaitWritesInVain() {
        int before = faulty.refused();
        Awaitility.await().until(() -> faulty.refused() >= before + 3);
    }

    private List<List<@Nullable Object>> query(String sql, Object... parameters) {
        return TestDatabase.query(database, sql, parameters);
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .count();
    }

    private static Backoff soon() {
        return new Backoff(Duration.ofMillis(1), Duration.ofMillis(20), RandomGenerator.getDefault());
    }
}
