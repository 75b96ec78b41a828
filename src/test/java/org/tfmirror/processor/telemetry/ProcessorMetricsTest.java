package org.tfmirror.processor.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.submit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.job.JobControl;
import org.tfmirror.job.JobStatus;
import org.tfmirror.job.Lease;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.processor.ManualScheduler;
import org.tfmirror.processor.ProcessorRig;
import org.tfmirror.processor.ProcessorRig.ScriptedPipeline.Held;
import org.tfmirror.processor.work.ProcessorListener;
import org.tfmirror.processor.work.ThrottledProgress;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.StorageRefusedException;
import org.tfmirror.storage.StorageUnavailableException;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** What is counted of a replica that works on a real database. */
class ProcessorMetricsTest {

    private static final PackageId FIRST = Packages.number(0);
    private static final PackageId SECOND = Packages.number(1);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ProcessorMetrics metrics = new ProcessorMetrics(registry);
    private final ProcessorRig replica = new ProcessorRig("a", 3, metrics);

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    @AfterEach
    void end() {
        replica.close();
    }

    @Test
    void whatAlertsLookAtIsThereFromTheStart() {
        assertThat(registry.get("tfmirror.item.failures")
                        .tag("code", "signature_invalid")
                        .counter()
                        .count())
                .isZero();
        assertThat(jobs("failed")).isZero();
        assertThat(registry.get("tfmirror.leases.lost").counter().count()).isZero();
    }

    @Test
    void everyKindOfFailedVerificationIsAmongThem() throws IOException {
        Pattern code = Pattern.compile("super\\(\\s*\"([a-z_]+)\",");
        TreeSet<String> codes = new TreeSet<>();
        codes.add("republished");
        codes.add("object_altered");
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java/org/tfmirror/verify"))) {
            for (Path each : sources.filter(Files::isRegularFile).toList()) {
                code.matcher(Files.readString(each)).results().forEach(found -> codes.add(found.group(1)));
            }
        }

        assertThat(ProcessorMetrics.VERIFICATION_CODES).hasSizeGreaterThan(10).containsExactlyElementsOf(codes);
    }

    @Test
    void jobsAndItemsAreCountedByTheirOutcomeAndAttemptsAreTimed() {
        submit(FIRST, SECOND);
        submit(Packages.number(2));
        replica.pipeline.on(SECOND, signal -> {
            throw new org.tfmirror.catalog.ConflictingPackageException(SECOND, "a", "b");
        });

        run();

        assertThat(jobs("completed")).isEqualTo(1);
        assertThat(jobs("failed")).isEqualTo(1);
        assertThat(items("completed")).isEqualTo(2);
        assertThat(items("failed")).isEqualTo(1);
        assertThat(code("tfmirror.item.failures", "republished")).isEqualTo(1);
        assertThat(attempts("completed")).isEqualTo(2);
        assertThat(attempts("failed")).isEqualTo(1);
        assertThat(runs("done")).isEqualTo(2);
        assertThat(registry.get("tfmirror.poll")
                        .tag("outcome", "reached")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void retriesAreCountedByTheKindOfFault() {
        submit(FIRST);
        replica.pipeline.on(FIRST, signal -> {
            throw new StorageUnavailableException("gone", null);
        });

        run();
        execute("update job set due_at = now()");
        execute("update job_item set next_attempt_at = now()");
        run();

        assertThat(code("tfmirror.item.retries", "storage_unavailable")).isEqualTo(2);
        assertThat(attempts("retried")).isEqualTo(2);
        assertThat(runs("done")).isEqualTo(2);
        assertThat(jobs("failed")).isZero();
    }

    @Test
    void aStoreOutageIsAPostponementAndNoFailure() {
        submit(FIRST);
        replica.pipeline.on(FIRST, signal -> {
            throw new StorageRefusedException("not allowed", null);
        });

        run();

        assertThat(code("tfmirror.item.postponements", "storage_refused")).isEqualTo(1);
        assertThat(attempts("postponed")).isEqualTo(1);
        assertThat(runs("store_outage")).isEqualTo(1);
        assertThat(items("failed")).isZero();
    }

    @Test
    void aCancelledJobCountsWithItsItems() throws Exception {
        long id = submit(Packages.some(3));
        Held held = replica.pipeline.hold(FIRST);
        replica.poll();
        held.begun.await();
        new JobControl(TestDatabase.dataSource(), TestDatabase.notifications()).cancel(id);
        replica.heartbeat.beat();
        replica.awaitIdle();

        assertThat(jobs("cancelled")).isEqualTo(1);
        assertThat(items("cancelled")).isEqualTo(3);
        assertThat(attempts("stopped")).isEqualTo(1);
        assertThat(runs("stopped")).isEqualTo(1);
    }

    @Test
    void aLostLeaseIsCountedOnceHoweverOftenItIsNoticed() throws Exception {
        submit(FIRST);
        Held held = replica.pipeline.hold(FIRST);
        replica.poll();
        held.begun.await();
        replica.pass(ProcessorRig.LEASE.plusSeconds(1));
        replica.heartbeat.fence();
        replica.heartbeat.fence();
        replica.awaitIdle();

        assertThat(registry.get("tfmirror.leases.lost").counter().count()).isEqualTo(1);
        assertThat(attempts("stopped")).isEqualTo(1);
    }

    @Test
    void aBeatThatCrossesTheEndOfAJobLosesNoLease() throws Exception {
        CountDownLatch committed = new CountDownLatch(1);
        CountDownLatch beaten = new CountDownLatch(1);
        ProcessorListener pausing = new ProcessorListener() {
            @Override
            public void jobEnded(@Nullable Lease lease, JobStatus status) {
                committed.countDown(); // and its worker still holds it
                awaitQuietly(beaten);
            }
        };
        try (ProcessorRig other = new ProcessorRig("b", 1, new ProcessorListeners(pausing, metrics))) {
            submit(FIRST);
            other.poll();
            committed.await();

            assertThat(other.slots.held()).hasSize(1);
            other.heartbeat.beat();

            beaten.countDown();
            other.awaitIdle();
        }
        assertThat(jobs("completed")).isEqualTo(1);
        assertThat(registry.get("tfmirror.leases.lost").counter().count()).isZero();
    }

    @Test
    void aLeaseThatTheDatabaseSaysIsGoneIsCounted() throws Exception {
        submit(FIRST);
        Held held = replica.pipeline.hold(FIRST);
        replica.poll();
        held.begun.await();
        execute("update job set lease_expires_at = now() - interval '1 second'");
        replica.queue.rescue(3, 5);

        replica.heartbeat.beat();
        replica.awaitIdle();

        assertThat(registry.get("tfmirror.leases.lost").counter().count()).isEqualTo(1);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aRescuedJobIsCountedAndSoIsWhatEndsWithIt() throws Exception {
        ManualScheduler scheduler = new ManualScheduler();
        replica.processor(scheduler.forAll()).start();
        scheduler.settle();
        submit(FIRST);
        new JobQueue(TestDatabase.dataSource()).claim("dead", 1, ProcessorRig.LEASE);
        execute("update job set lease_expires_at = now() - interval '1 second', crashes = 4");

        replica.pass(ProcessorRig.LEASE.plusSeconds(1));
        scheduler.turn(ProcessorRig.LEASE);

        assertThat(registry.get("tfmirror.jobs.rescued").counter().count()).isEqualTo(1);
        assertThat(jobs("failed")).isEqualTo(1);
        assertThat(items("failed")).isEqualTo(1);
        assertThat(code("tfmirror.item.failures", "worker_lost")).isEqualTo(1);
    }

    @Test
    void aListenerWithADefectHarmsNeitherTheWorkNorTheOthers() {
        ProcessorListener broken = new ProcessorListener() {
            @Override
            public void itemStarted(Lease lease, QueuedItem item) {
                throw new IllegalStateException("a bug");
            }
        };
        try (ProcessorRig other = new ProcessorRig("b", 1, new ProcessorListeners(broken, metrics))) {
            submit(FIRST);
            other.poll();
            other.awaitIdle();
        }

        assertThat(attempts("completed")).isEqualTo(1);
    }

    @Test
    void bytesAreCountedAsTheyCome() {
        ThrottledProgress progressWriter =
                new ThrottledProgress((bytes, expected) -> {}, more -> metrics.received(lease(), more), () -> 0);

        progressWriter.accept(10);
        progressWriter.accept(25);
        progressWriter.accept(7); // fetched once more

        assertThat(registry.get("tfmirror.downloaded").counter().count()).isEqualTo(32);
    }

    private static Lease lease() {
        return new Lease(1, 1);
    }

    private void run() {
        replica.poll();
        replica.awaitIdle();
    }

    private double jobs(String outcome) {
        return registry.get("tfmirror.jobs.finished")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private double items(String outcome) {
        return registry.get("tfmirror.items.finished")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private double code(String name, String code) {
        return registry.get(name).tag("code", code).counter().count();
    }

    private long attempts(String outcome) {
        return registry.get("tfmirror.item.attempt")
                .tag("outcome", outcome)
                .timer()
                .count();
    }

    private long runs(String outcome) {
        return registry.get("tfmirror.job.run").tag("outcome", outcome).timer().count();
    }
}
