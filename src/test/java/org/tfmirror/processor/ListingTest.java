package org.tfmirror.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.processor.ProcessorRig.statusOf;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;
import static org.tfmirror.test.TestDatabase.submit;

import java.sql.Connection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tfmirror.catalog.ListingRule;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.catalog.ReleaseOrder;
import org.tfmirror.catalog.ServedPackages;
import org.tfmirror.catalog.listing.Releases;
import org.tfmirror.job.JobControl;
import org.tfmirror.job.progress.ProgressReader;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.origin.OriginException.NotFound;
import org.tfmirror.processor.ScriptedOrigin.Pause;
import org.tfmirror.processor.ingest.ArchiveTransfer;
import org.tfmirror.processor.work.ReleaseReconciler;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.test.FaultyDataSource;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.MemoryObjectStore;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.test.TestJobLimits;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.shasums.KeyPolicy;
import org.tfmirror.verify.shasums.ShasumsVerifier;

/** What clients are told of a version while jobs bring it, through two replicas ticked by hand. */
@Timeout(60)
class ListingTest {

    private static final String LINUX = "linux_amd64";
    private static final String DARWIN = "darwin_arm64";
    private static final String WAITS = "example.com/acme/demo 1.1.0 is not listed yet: it waits for ";

    private final ScriptedOrigin origin = new ScriptedOrigin();
    private final MemoryObjectStore store = new MemoryObjectStore();
    private final FaultyDataSource database = new FaultyDataSource(TestDatabase.dataSource());
    private final ReleaseReconciler adoption = new ReleaseReconciler(TestDatabase.dataSource());
    private final ServedPackages served = new ServedPackages(TestDatabase.dataSource());
    private final ProcessorRig a = rig("a");
    private final ProcessorRig b = rig("b");

    @BeforeEach
    void oneVersionIsMirroredAndTheNextComesOut() throws Exception {
        TestDatabase.empty();
        publish("1.0.0");
        publish("1.1.0");
        origin.list("1.0.0", LINUX, DARWIN);
        runToTheEnd(submit(List.of(Packages.selected("~> 1.0", LINUX, DARWIN))));
        assertThat(listed()).containsExactly("1.0.0");
        origin.list("1.0.0 1.1.0", LINUX, DARWIN);
    }

    @AfterEach
    void everyInvariantHolds() {
        a.close();
        b.close();
        JobInvariants.check(TestDatabase.dataSource(), ProcessorRig.MAX_ATTEMPTS);
    }

    @Test
    void aVersionIsListedWhenItsLastPlatformIsThere() throws Exception {
        AtomicInteger packages = new AtomicInteger();
        List<List<String>> listedBefore = new ArrayList<>();
        origin.sending = (request, received) -> {
            if (received == 0) {
                packages.incrementAndGet();
                listedBefore.add(listed());
            }
        };
        long id = submit(List.of(Packages.selected("~> 1.0", DARWIN, LINUX)));

        runToTheEnd(id);

        assertThat(packages).hasValue(2);
        assertThat(listedBefore).containsOnly(List.of("1.0.0"));
        assertThat(listed()).containsExactlyInAnyOrder("1.0.0", "1.1.0");
        assertThat(warnings(id)).isEmpty();
    }

    @Test
    void aPlatformThatFailedKeepsItOutUntilARetrySucceeds() throws Exception {
        long id = orderWithoutLinux();
        assertThat(statusOf(id)).isEqualTo("failed");
        assertThat(listed()).containsExactly("1.0.0");
        assertThat(warnings(id)).containsExactly(WAITS + LINUX);
        adoption.run();
        assertThat(listed()).containsExactly("1.0.0");

        origin.sending = (request, received) -> {};
        new JobControl(TestDatabase.retryingDataSource(), TestDatabase.notifications()).retry(id);
        runToTheEnd(id);

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(listed()).containsExactlyInAnyOrder("1.0.0", "1.1.0");
        assertThat(warnings(id)).isEmpty();
    }

    @Test
    void whatAFailedJobWaitsForIsRememberedWhenItIsPruned() throws Exception {
        orderWithoutLinux();
        execute("update mirrored_package set blocked = true where version = '1.0.0'"); // nobody serves linux any more

        execute("delete from job");
        adoption.run();

        assertThat(listed()).isEmpty();
    }

    @Test
    void whatACancelledJobHasNotBroughtIsStillWaitedFor() throws Exception {
        Pause pause = new Pause();
        origin.sending = (request, received) -> {
            if (request == 4) {
                pause.reached.countDown();
                pause.goOn.await();
            }
        };
        long id = submit(List.of(Packages.selected("~> 1.0", DARWIN, LINUX)));
        a.poll();
        a.awaitIdle();
        a.poll();
        pause.reached.await();
        new JobControl(TestDatabase.retryingDataSource(), TestDatabase.notifications()).cancel(id);
        a.heartbeat.beat();
        a.awaitIdle();
        assertThat(statusOf(id)).isEqualTo("cancelled");
        assertThat(warnings(id)).containsExactly(WAITS + LINUX);

        origin.sending = (request, received) -> {};
        long other = submit(List.of(Packages.selected("1.1.0", LINUX)));
        runToTheEnd(other);

        assertThat(listed()).containsExactlyInAnyOrder("1.0.0", "1.1.0");
        assertThat(warnings(id)).isEmpty();
    }

    @Test
    void aWorkerThatDiesListsNothingAndTheNextDoes() throws Exception {
        database.before(sql -> {
            if (sql.startsWith("update release set listed_at")) {
                throw new IllegalStateException("the process dies here");
            }
        });
        long id = submit(List.of(Packages.selected("~> 1.0", DARWIN, LINUX)));
        run(a);
        run(a);
        assertThat(statusOf(id)).isEqualTo("running");
        assertThat(listed()).containsExactly("1.0.0");

        database.before(sql -> {});
        execute("update job set lease_expires_at = now() - interval '1 second' where id = ?", id);
        b.queue.rescue(ProcessorRig.MAX_ATTEMPTS, 5);
        run(b);

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(listed()).containsExactlyInAnyOrder("1.0.0", "1.1.0");
    }

    @Test
    void aWorkerThatLostItsLeaseListsNothing() throws Exception {
        Pause pause = new Pause();
        origin.sending = (request, received) -> {
            if (request == 4) {
                pause.reached.countDown();
                pause.goOn.await();
            }
        };
        long id = submit(List.of(Packages.selected("~> 1.0", DARWIN, LINUX)));
        run(a);
        a.poll();
        pause.reached.await();
        execute("update job set lease_expires_at = now() - interval '1 second' where id = ?", id);
        b.queue.rescue(1, 5); // it was the last attempt
        pause.goOn.countDown();
        a.awaitIdle();

        assertThat(listed()).containsExactly("1.0.0");
        run(b);
        assertThat(statusOf(id)).isEqualTo("failed");
        assertThat(warnings(id)).containsExactly(WAITS + LINUX);
    }

    @Test
    void twoJobsThatFinishAVersionAtOnceListIt() throws Exception {
        long first = submit(List.of(Packages.selected("~> 1.0", DARWIN)));
        run(a);
        long second = submit(List.of(Packages.selected("~> 1.0", LINUX)));
        execute("update job set due_at = due_at + interval '1 hour' where id = ?", first);
        run(b);
        execute("update job set due_at = now()");
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger decisions = new AtomicInteger();
        database.before(sql -> {
            // The first one has seen what is there, and not yet committed, when the other one decides.
            if (sql.startsWith("update release set waiting_for") && decisions.getAndIncrement() == 0) {
                blocked.countDown();
                await(goOn);
            }
        });

        a.poll();
        blocked.await();
        b.poll();
        Awaitility.await()
                .until(() -> !query("select 1 from pg_stat_activity where wait_event_type = 'Lock'"
                                + " and query like 'select * from release%'")
                        .isEmpty());
        goOn.countDown();
        a.awaitIdle();
        b.awaitIdle();

        assertThat(List.of(statusOf(first), statusOf(second))).containsOnly("completed");
        assertThat(listed()).containsExactlyInAnyOrder("1.0.0", "1.1.0");
    }

    @Test
    void aVersionThatLacksAPlatformNobodyOrderedIsToldOf() throws Exception {
        long id = submit(List.of(Packages.selected("~> 1.0", LINUX)));

        runToTheEnd(id);

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(listed()).containsExactly("1.0.0");
        assertThat(warnings(id)).containsExactly(WAITS + DARWIN);
    }

    @Test
    void aNewestVersionThatIsNotOfferedForAPlatformIsToldOf() throws Exception {
        offerTheNewestForLinuxOnly();
        long id = submit(List.of(Packages.selected("~> 1.0", LINUX, DARWIN)));

        runToTheEnd(id);

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(listed()).containsExactlyInAnyOrder("1.0.0", "1.1.0");
        assertThat(warnings(id))
                .contains("example.com/acme/demo ~> 1.0 (linux_amd64, darwin_arm64): its newest version, 1.1.0, is not"
                        + " offered for darwin_arm64")
                .anyMatch(line -> line.contains("clients on darwin_arm64 that have no lock file fail"));
    }

    @Test
    void aRetryTellsWhatIsSoNow() throws Exception {
        offerTheNewestForLinuxOnly();
        long id = submit(List.of(Packages.selected("~> 1.0", LINUX, DARWIN), Packages.selected("~> 9.0", LINUX)));
        runToTheEnd(id);
        assertThat(statusOf(id)).isEqualTo("failed");
        assertThat(warnings(id)).anyMatch(line -> line.contains("its newest version"));
        origin.list("1.0.0 1.1.0", LINUX, DARWIN);

        new JobControl(TestDatabase.retryingDataSource(), TestDatabase.notifications()).retry(id);
        runToTheEnd(id);

        assertThat(warnings(id)).noneMatch(line -> line.contains("its newest version"));
    }

    private void offerTheNewestForLinuxOnly() {
        AvailableVersion older = origin.listed.get(0);
        origin.list("1.1.0", LINUX);
        origin.listed = List.of(older, origin.listed.get(0));
    }

    @Test
    void anOrderMaySayThatNothingIsWaitedFor() throws Exception {
        failLinux();
        long id = submit(List.of(Packages.selected("~> 1.0", DARWIN, LINUX)));
        execute("update job set list_as_is = true where id = ?", id);

        runToTheEnd(id);

        assertThat(statusOf(id)).isEqualTo("failed");
        assertThat(listed()).containsExactlyInAnyOrder("1.0.0", "1.1.0");
    }

    @Test
    void aVersionThatWasNamedWarnsWhenItIsListed() throws Exception {
        order("1.1.0", LINUX);
        long id = submit(Packages.of("example.com/acme/demo", "1.1.0", LINUX));

        runToTheEnd(id);

        assertThat(listed()).containsExactlyInAnyOrder("1.0.0", "1.1.0");
        assertThat(warnings(id)).singleElement().asString().contains("clients on darwin_arm64 that have no lock file");
    }

    @Test
    void whatAReplicaOfTheReleaseBeforeStoredIsListedWhenComplete() throws Exception {
        long id = orderWithoutLinux();
        execute("delete from release where version = '1.1.0'"); // it writes none

        adoption.run();
        assertThat(listed()).containsExactly("1.0.0");
        assertThat(warnings(id)).containsExactly(WAITS + LINUX);

        execute("delete from release where version = '1.1.0'");
        execute("insert into mirrored_package (hostname, namespace, type, version, os, arch, filename, storage_key,"
                + " size_bytes, sha256, h1) select hostname, namespace, type, version, 'linux', 'amd64', 'f', 'k', 1,"
                + " sha256, h1 from mirrored_package where version = '1.1.0'");
        assertThat(listed()).containsExactly("1.0.0");
        adoption.run();
        assertThat(listed()).containsExactlyInAnyOrder("1.0.0", "1.1.0");
    }

    @Test
    void whatAReplicaOfTheReleaseBeforeExpandedWaitsForItsItems() throws Exception {
        failLinux();
        long id = submit(
                Packages.of("example.com/acme/demo", "1.1.0", DARWIN),
                Packages.of("example.com/acme/demo", "1.1.0", LINUX));

        runToTheEnd(id);

        assertThat(statusOf(id)).isEqualTo("failed");
        assertThat(listed()).containsExactly("1.0.0");
        assertThat(query("select ordered_platforms::text from release where version = '1.1.0'"))
                .containsExactly(List.of("{darwin_arm64,linux_amd64}"));
    }

    @Test
    void aVersionThatNeverCameIsForgottenAfterAWhile() throws Exception {
        order("9.9.9", LINUX);
        adoption.run();
        assertThat(query("select 1 from release where version = '9.9.9'")).hasSize(1);

        execute("update release set ordered_at = now() - interval '31 days'");
        adoption.run();

        assertThat(query("select version from release")).containsExactly(List.of("1.0.0"));
    }

    @Test
    void aVersionThatAnOlderReplicaRemovedIsForgotten() throws Exception {
        execute("delete from mirrored_package"); // it leaves the row

        adoption.run();

        assertThat(query("select 1 from release")).isEmpty();
    }

    /** Of 1.1.0 comes darwin only. */
    private long orderWithoutLinux() throws Exception {
        failLinux();
        long id = submit(List.of(Packages.selected("~> 1.0", DARWIN, LINUX)));
        runToTheEnd(id);
        return id;
    }

    private void failLinux() {
        origin.sending = (request, received) -> {
            if (request % 2 == 0) { // darwin is asked for first
                throw new NotFound("the archive", "example.com/files");
            }
        };
    }

    private void publish(String version) {
        for (String platform : List.of(LINUX, DARWIN)) {
            PackageId id = Packages.of("example.com/acme/demo", version, platform);
            origin.publish(id, id.toString());
        }
    }

    private static void order(String version, String platform) throws Exception {
        PackageId id = Packages.of("example.com/acme/demo", version, platform);
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            new Releases()
                    .order(
                            connection,
                            List.of(new ReleaseOrder(
                                    ReleaseId.of(id), ListingRule.ORDERED, Set.of(id.platform()), null)));
        }
    }

    private List<String> listed() {
        try {
            return served.versions(Packages.number(0).provider());
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> warnings(long jobId) throws Exception {
        return new ProgressReader(TestDatabase.dataSource())
                .begin(jobId)
                .orElseThrow()
                .warnings();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(ProcessorRig replica) {
        replica.poll();
        replica.awaitIdle();
    }

    /** Claims as often as there is something due: expansions give the job back between. */
    private void runToTheEnd(long id) {
        for (int claim = 0; claim < 5 && List.of("pending", "running").contains(statusOf(id)); claim++) {
            run(a);
        }
    }

    private ProcessorRig rig(String owner) {
        return new ProcessorRig(
                owner,
                database.dataSource(),
                origin,
                new TestJobLimits(100, 100),
                new PackagePipelines(
                        database.dataSource(),
                        store,
                        new ShasumsVerifier(KeyPolicy.of(Map.of(), Set.of()), Clock.systemUTC()),
                        new ArchiveTransfer(origin, store, MirrorLayout.atTop(), ArchiveLimits.DEFAULT)));
    }
}
