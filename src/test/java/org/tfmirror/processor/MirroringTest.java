package org.tfmirror.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.processor.ProcessorRig.itemStates;
import static org.tfmirror.processor.ProcessorRig.statusOf;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;
import static org.tfmirror.test.TestDatabase.submit;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tfmirror.origin.OriginException.HostPaused;
import org.tfmirror.origin.OriginException.RateLimited;
import org.tfmirror.processor.ScriptedOrigin.Pause;
import org.tfmirror.processor.ingest.ArchiveTransfer;
import org.tfmirror.processor.ingest.StopSignal.Reason;
import org.tfmirror.processor.work.RunResult;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.test.FaultyDataSource;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.MemoryObjectStore;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.shasums.KeyPolicy;
import org.tfmirror.verify.shasums.ShasumsVerifier;

/** Jobs of two replicas through the real pipeline, from one scripted origin into one store. */
class MirroringTest {

    private static final PackageId WANTED = Packages.number(0);
    private static final PackageId OTHER = Packages.number(1);

    private final ScriptedOrigin origin = new ScriptedOrigin();
    private final MemoryObjectStore store = new MemoryObjectStore();
    private final FaultyDataSource database = new FaultyDataSource(TestDatabase.dataSource());
    private final ProcessorRig a = rig("a");
    private final ProcessorRig b = rig("b");

    @BeforeEach
    void twoPackages() {
        TestDatabase.empty();
        origin.publish(WANTED, "wanted");
        origin.publish(OTHER, "other");
    }

    @AfterEach
    void nothingIsLeftOpen() {
        a.close();
        b.close();
        assertThat(store.openUploads()).isZero();
        assertThat(origin.openStreams).hasValue(0);
        JobInvariants.check(TestDatabase.dataSource(), ProcessorRig.MAX_ATTEMPTS);
    }

    @Test
    void twoJobsOnOnePackageAskTheOriginOnce() throws Exception {
        Pause pause = origin.pauseInTheMiddle();
        long first = submit(WANTED);
        a.poll();
        pause.reached.await();
        long second = submit(WANTED);

        b.poll();
        b.awaitIdle(); // its slot is free again although the download goes on
        assertThat(b.endings).containsExactly(new RunResult.Done(null));
        assertThat(statusOf(second)).isEqualTo("pending");
        assertThat(attemptsOf(second)).isEqualTo(0);

        pause.goOn.countDown();
        a.awaitIdle();
        makeDue();
        b.poll();
        b.awaitIdle();

        assertThat(statusOf(first)).isEqualTo("completed");
        assertThat(statusOf(second)).isEqualTo("completed");
        assertThat(attemptsOf(second)).isEqualTo(1);
        assertThat(origin.archiveRequests).hasValue(1);
        assertThat(origin.metadataRequests).hasValue(1);
        assertThat(query("select * from package_download")).isEmpty();
    }

    @Test
    void whatCameByALoginNeedsATokenForGood() throws Exception {
        origin.withCredential = true;
        long guarded = submit(WANTED);
        a.poll();
        a.awaitIdle();
        origin.withCredential = false;
        long open = submit(OTHER);
        a.poll();
        a.awaitIdle();

        assertThat(statusOf(guarded)).isEqualTo("completed");
        assertThat(statusOf(open)).isEqualTo("completed");
        assertThat(query("select version from mirrored_package where requires_token"))
                .containsExactly(List.of(WANTED.version().toString()));

        // Fetched anew without a credential, it stays what it was.
        execute("update mirrored_package set integrity = 'missing'");
        long again = submit(WANTED);
        a.poll();
        a.awaitIdle();

        assertThat(statusOf(again)).isEqualTo("completed");
        assertThat(query("select 1 from mirrored_package where requires_token and integrity = 'intact'"))
                .hasSize(1);
    }

    @Test
    void noConnectionIsInUseWhileBytesFlow() throws Exception {
        Pause pause = origin.pauseInTheMiddle();
        submit(WANTED);
        a.poll();
        pause.reached.await();

        assertThat(database.open()).isZero();

        pause.goOn.countDown();
        a.awaitIdle();
        assertThat(database.open()).isZero();
    }

    @Test
    void waitingForAnothersDownloadNeverUsesUpTheAttempts() throws Exception {
        Pause pause = origin.pauseInTheMiddle();
        submit(WANTED);
        a.poll();
        pause.reached.await();
        long second = submit(WANTED);

        for (int look = 0; look < 10; look++) {
            makeDue();
            b.poll();
            b.awaitIdle();
        }

        assertThat(statusOf(second)).isEqualTo("pending");
        assertThat(attemptsOf(second)).isEqualTo(0);
        pause.goOn.countDown();
        a.awaitIdle();
    }

    @Test
    void whenTheDownloadersWorkerDiesTheOtherTakesOver() throws Exception {
        Pause pause = origin.pauseInTheMiddle();
        long first = submit(WANTED);
        a.poll();
        pause.reached.await();
        long second = submit(WANTED);
        b.poll();
        b.awaitIdle();

        execute("update job set lease_expires_at = now() - interval '1 second' where id = ?", first);
        assertThat(b.queue.rescue(3, 5)).hasSize(1);
        origin.sending = (request, received) -> {};
        makeDue();
        b.poll();
        b.awaitIdle();
        makeDue();
        b.poll();
        b.awaitIdle();

        assertThat(statusOf(first)).isEqualTo("completed");
        assertThat(statusOf(second)).isEqualTo("completed");
        assertThat(origin.archiveRequests).hasValue(2);

        pause.goOn.countDown(); // the one thought dead comes back, and completes its upload into the void
        a.awaitIdle();
        assertThat(a.endings).singleElement().isInstanceOf(RunResult.Stopped.class);
        assertThat(query("select count(*) from mirrored_package")).containsExactly(List.of(1L));
    }

    @Test
    void anUploadWhoseSettlementIsLostIsAdoptedByTheNextAttempt() throws Exception {
        long id = submit(WANTED);
        database.before(sql -> {
            if (sql.startsWith("insert into mirrored_package")) {
                throw new IllegalStateException("the process dies here");
            }
        });
        a.poll();
        a.awaitIdle();
        assertThat(store.keys()).containsExactly(MirrorLayout.atTop().keyOf(WANTED));
        assertThat(query("select * from mirrored_package")).isEmpty();
        assertThat(itemStates(id)).containsExactly("downloading");

        database.before(sql -> {});
        execute("update job set lease_expires_at = now() - interval '1 second'");
        b.queue.rescue(3, 5);
        b.poll();
        b.awaitIdle();

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(origin.archiveRequests).hasValue(1);
        assertThat(query("select sha256 from mirrored_package"))
                .containsExactly(List.of(
                        ScriptedOrigin.sha256(store.bytesOf(MirrorLayout.atTop().keyOf(WANTED)))));
    }

    @Test
    void aSettlementWhoseAnswerIsLostCostsNothingButANewClaim() throws Exception {
        long id = submit(WANTED, OTHER);
        database.loseTheNextAnswer();

        a.poll();
        a.awaitIdle();
        assertThat(itemStates(id)).containsExactly("completed", "pending");
        assertThat(query("select attempts from job_item where ordinal = 1")).containsExactly(List.of(0));
        a.poll();
        a.awaitIdle();

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(origin.archiveRequests).hasValue(2);
    }

    @Test
    void theLastSettlementsAnswerMayBeLostToo() throws Exception {
        long id = submit(WANTED);
        database.loseTheNextAnswer();

        a.poll();
        a.awaitIdle();

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(query("select count(*) from mirrored_package")).containsExactly(List.of(1L));
    }

    @Test
    void theSameBytesRecordedByAnotherInBetweenAreNoConflict() throws Exception {
        long id = submit(WANTED);
        recordInBetween(origin.publish(WANTED, "wanted").shasum());

        a.poll();
        a.awaitIdle();

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(query("select count(*) from mirrored_package")).containsExactly(List.of(1L));
    }

    @Test
    void otherBytesRecordedByAnotherInBetweenFailTheItemAndStay() throws Exception {
        long id = submit(WANTED);
        recordInBetween("0".repeat(64));

        a.poll();
        a.awaitIdle();

        assertThat(statusOf(id)).isEqualTo("failed");
        assertThat(query("select error_code from job_item")).containsExactly(List.of("republished"));
        assertThat(query("select sha256 from mirrored_package")).containsExactly(List.of("0".repeat(64)));
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"SHUTDOWN", "CANCELLED"})
    void aWorkerStoppedInTheMiddleOfATransferGivesTheJobBackUncounted(Reason reason) throws Exception {
        long id = submit(WANTED);
        Pause pause = origin.pauseInTheMiddle();
        a.poll();
        pause.reached.await();

        a.slots.held().forEach(held -> held.signal().stop(reason));
        a.awaitIdle();

        assertThat(statusOf(id)).isEqualTo("pending");
        assertThat(attemptsOf(id)).isEqualTo(0);
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void aWorkerThatLostItsLeaseInTheMiddleOfATransferWritesNothing() throws Exception {
        long id = submit(WANTED);
        Pause pause = origin.pauseInTheMiddle();
        a.poll();
        pause.reached.await();
        database.forget();

        a.slots.held().forEach(held -> held.signal().stop(Reason.LEASE_LOST));
        a.awaitIdle();

        assertThat(database.statements()).isEmpty();
        assertThat(statusOf(id)).isEqualTo("running");
        assertThat(store.keys()).isEmpty();
    }

    // What vouches for a package.

    @Test
    void theEvidenceIsRecordedTogetherWithThePackage() throws Exception {
        origin.warnings = List.of("this provider has moved\0");
        submit(WANTED);

        a.poll();
        a.awaitIdle();

        assertThat(query("select evidence = digest, origin_filename, convert_from(shasums, 'UTF8'),"
                        + " evidence.version = mirrored_package.version from mirrored_package, evidence"))
                .containsExactly(List.of(
                        true,
                        WANTED.archiveName(),
                        new String(origin.publish(WANTED, "wanted").document(), StandardCharsets.UTF_8),
                        true));
        assertThat(query("select keys::json->0->>'source' from evidence")).containsExactly(List.of("Acme"));
        assertThat(query("select array_to_string(protocols, ' '), array_to_string(warnings, ' '), trust,"
                        + " first_seen_at is not null from release"))
                .containsExactly(List.of("5.0 6.1", "this provider has moved\uFFFD", "signed", true));
    }

    @Test
    void thePublicationDateIsRecordedAndAskedForOnce() throws Exception {
        Instant published = Instant.parse("2026-01-02T03:04:05Z");
        origin.dates = Map.of(WANTED.version(), published);
        long id = submit(WANTED, OTHER);

        a.poll();
        a.awaitIdle();

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(query("select extract(epoch from published_at)::bigint from release where published_at is not null"))
                .containsExactly(List.of(published.getEpochSecond()));
        assertThat(origin.datesRequests).hasValue(1);
    }

    @Test
    void noJobFailsForADateThatCannotBeHad() throws Exception {
        origin.dates = null;
        long id = submit(WANTED, OTHER);

        a.poll();
        a.awaitIdle();

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(origin.datesRequests).hasValue(1);
    }

    @Test
    void eachPackageNamesTheEvidenceThatVouchesForIt() throws Exception {
        submit(WANTED, OTHER);

        a.poll();
        a.awaitIdle();

        assertThat(query("select count(*) from mirrored_package, evidence where digest = evidence"
                        + " and convert_from(shasums, 'UTF8') like mirrored_package.sha256 || '%'"))
                .containsExactly(List.of(2L));
    }

    // An origin that asks for fewer requests.

    @Test
    void anItemOfAnOriginLeftAloneWaitsUncountedAndTheOthersGoOn() throws Exception {
        long id = submit(WANTED, OTHER);
        origin.refusal = new HostPaused("origin.invalid", Duration.ofMinutes(3));
        database.before(sql -> {
            if (sql.contains("settled as (")) { // the first item is settled: the origin may be asked again
                origin.refusal = null;
            }
        });

        a.poll();
        a.awaitIdle();

        assertThat(itemStates(id)).containsExactly("pending", "completed");
        assertThat(attemptsOf(id)).isEqualTo(0);
        assertThat(statusOf(id)).isEqualTo("pending");
        assertThat(a.slots.free()).isEqualTo(3);
        assertThat(waitsBetween(id, Duration.ofSeconds(120), Duration.ofSeconds(216)))
                .isTrue();
        assertThat(query("select error_code from job_item where ordinal = 0")).containsExactly(List.of("rate_limited"));
    }

    @Test
    void aRetryAfterIsHonoured() throws Exception {
        long id = submit(WANTED);
        origin.refusal = new RateLimited("origin.invalid", Duration.ofMinutes(10));

        a.poll();
        a.awaitIdle();

        assertThat(attemptsOf(id)).isEqualTo(1);
        assertThat(waitsBetween(id, Duration.ofMinutes(9), Duration.ofMinutes(10)))
                .isTrue();
    }

    @Test
    void aRetryAfterWithoutMeasureIsCapped() throws Exception {
        long id = submit(WANTED);
        origin.refusal = new RateLimited("origin.invalid", Duration.ofDays(7));

        a.poll();
        a.awaitIdle();

        assertThat(waitsBetween(id, Duration.ofMinutes(14), Duration.ofMinutes(15)))
                .isTrue();
    }

    /** Whether the job's first item and the job with it are due then, by the database's clock. */
    private static boolean waitsBetween(long jobId, Duration least, Duration most) {
        return query(
                        "select due_at = next_attempt_at and next_attempt_at - now() between"
                                + " ? * interval '1 second' and ? * interval '1 second'"
                                + " from job join job_item on job_id = job.id where job.id = ? and ordinal = 0",
                        least.toSeconds(),
                        most.toSeconds(),
                        jobId)
                .equals(List.of(List.of(true)));
    }

    private void recordInBetween(String sha256) {
        database.before(sql -> {
            if (sql.startsWith("insert into mirrored_package")) {
                execute(
                        "insert into mirrored_package (hostname, namespace, type, version, os, arch, filename,"
                                + " storage_key, size_bytes, sha256, h1)"
                                + " select hostname, namespace, type, version, os, arch, 'f', 'k', 1, ?, 'h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
                                + " from job_item where ordinal = 0",
                        sha256);
            }
        });
    }

    private static void makeDue() {
        execute("update job set due_at = now() where status = 'pending'");
        execute("update job_item set next_attempt_at = now() where next_attempt_at is not null");
    }

    private static int attemptsOf(long jobId) {
        return (Integer)
                Objects.requireNonNull(query("select attempts from job_item where job_id = ? and ordinal = 0", jobId)
                        .get(0)
                        .get(0));
    }

    private ProcessorRig rig(String owner) {
        return new ProcessorRig(
                owner,
                3,
                database.dataSource(),
                new PackagePipelines(
                        database.dataSource(),
                        store,
                        new ShasumsVerifier(KeyPolicy.of(Map.of(), Set.of()), Clock.systemUTC()),
                        new ArchiveTransfer(origin, store, MirrorLayout.atTop(), ArchiveLimits.DEFAULT)));
    }
}
