package org.tfmirror.processor.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.processor.ProcessorRig.itemStates;
import static org.tfmirror.processor.ProcessorRig.statusOf;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;
import static org.tfmirror.test.TestDatabase.submit;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.job.JobControl;
import org.tfmirror.job.claim.DownloadClaims;
import org.tfmirror.processor.PackagePipelines;
import org.tfmirror.processor.ProcessorRig;
import org.tfmirror.processor.ScriptedOrigin;
import org.tfmirror.processor.ScriptedOrigin.Pause;
import org.tfmirror.processor.ScriptedOrigin.Published;
import org.tfmirror.processor.work.RunResult;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.storage.StorageRefusedException;
import org.tfmirror.storage.StorageUnavailableException;
import org.tfmirror.test.FaultyDataSource;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.MemoryObjectStore;
import org.tfmirror.test.MemoryObjectStore.Call;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.shasums.KeyPolicy;
import org.tfmirror.verify.shasums.ShasumsVerifier;

/** Jobs that read again what the store has: what they find, what they write of it, and how it is healed. */
class PackageCheckTest {

    private static final PackageId FIRST = Packages.number(0);
    private static final PackageId SECOND = Packages.number(1);
    private static final StorageKey KEY = MirrorLayout.atTop().keyOf(FIRST);

    private final ScriptedOrigin origin = new ScriptedOrigin();
    private final MemoryObjectStore store = new MemoryObjectStore();
    private final FaultyDataSource database = new FaultyDataSource(TestDatabase.dataSource());
    private final ProcessorRig a = rig("a");
    private final ProcessorRig b = rig("b");
    private Published first = origin.publish(FIRST, "first");

    @BeforeEach
    void twoPackagesAreMirrored() {
        TestDatabase.empty();
        origin.publish(SECOND, "second");
        assertThat(statusOf(run(submit(FIRST, SECOND)))).isEqualTo("completed");
    }

    @AfterEach
    void nothingIsLeftOpen() throws Exception {
        a.close();
        b.close();
        DownloadClaims claims = new DownloadClaims(TestDatabase.dataSource());
        for (DownloadClaims.DeadClaim dead : claims.dead()) {
            claims.forget(dead);
        }
        assertThat(query("select * from package_download")).isEmpty();
        JobInvariants.check();
    }

    @Test
    void whatIsAsItWasVerifiedIsFoundIntactAndTheCatalogRemembersWhen() {
        long id = run(verification(FIRST, SECOND));

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(query("select integrity, checked_at is not null from mirrored_package"))
                .containsExactly(List.of("intact", true), List.of("intact", true));
        assertThat(query("select size_bytes, downloaded_bytes from job_item where job_id = ? and ordinal = 0", id))
                .containsExactly(List.of((long) first.archive().length, (long) first.archive().length));
        assertThat(origin.archiveRequests).hasValue(2); // none for the verification
    }

    @Test
    void aMissingObjectFailsItsItemAtOnceAndIsNotServedAnyLonger() throws Exception {
        store.delete(KEY);

        long id = run(verification(FIRST, SECOND));

        assertThat(itemStates(id)).containsExactly("failed", "completed");
        assertThat(query("select attempts, error_code from job_item where job_id = ? and ordinal = 0", id))
                .containsExactly(List.of(1, "object_missing"));
        assertThat(integrity()).isEqualTo("missing");
    }

    @Test
    void anObjectWithAnotherByteIsFoundAltered() {
        alter(true);

        long id = run(verification(FIRST));

        assertThat(query("select status, attempts, error_code from job_item where job_id = ?", id))
                .containsExactly(List.of("failed", 1, "object_altered"));
        assertThat(integrity()).isEqualTo("altered");
    }

    @Test
    void anObjectOfAnotherLengthIsFoundAltered() {
        store.put(KEY, java.util.Arrays.copyOf(first.archive(), first.archive().length + 1), Map.of());

        run(verification(FIRST));

        assertThat(integrity()).isEqualTo("altered");
    }

    @Test
    void bytesDamagedOnTheWayOnceAreNotHeldAgainstTheStore() {
        alter(true);
        store.afterOpen(key -> alter(false)); // what is opened is the altered one, what is there afterwards is not

        run(verification(FIRST));

        assertThat(integrity()).isEqualTo("intact");
    }

    @Test
    void aStoreThatFailsSaysNothingAboutThePackage() {
        store.failOnce(Call.OPEN, new StorageUnavailableException("try again", null));

        long id = run(verification(FIRST));

        assertThat(query("select status, error_code from job_item where job_id = ?", id))
                .containsExactly(List.of("pending", "storage_unavailable"));
        assertThat(integrity()).isEqualTo("intact");
    }

    @Test
    void aBucketThatIsGoneMakesNoPackageMissing() throws Exception {
        store.delete(KEY);
        store.fail(Call.FIND, new StorageRefusedException("no such bucket", null));

        long id = run(verification(FIRST));

        assertThat(query("select status, attempts from job_item where job_id = ?", id))
                .containsExactly(List.of("pending", 0));
        assertThat(a.endings).last().isInstanceOf(RunResult.StoreOutage.class);
        assertThat(integrity()).isEqualTo("intact");
        store.heal();
    }

    @Test
    void aPackageRemovedInTheMeantimeIsNoFault() {
        long id = verification(FIRST);
        execute(
                "delete from mirrored_package where version = ?",
                FIRST.version().toString());

        run(id);

        assertThat(statusOf(id)).isEqualTo("completed");
    }

    // Healing.

    @Test
    void aDownloadJobHealsAnAlteredObjectOfTheRightLengthAndName() {
        alter(true); // its description still tells the right checksum
        run(verification(FIRST));

        long id = run(submit(FIRST));

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(store.bytesOf(KEY)).isEqualTo(first.archive());
        assertThat(integrity()).isEqualTo("intact");
        assertThat(origin.archiveRequests).hasValue(3);
    }

    @Test
    void aDownloadJobHealsAMissingObject() throws Exception {
        store.delete(KEY);
        run(verification(FIRST));

        run(submit(FIRST));

        assertThat(store.bytesOf(KEY)).isEqualTo(first.archive());
        assertThat(integrity()).isEqualTo("intact");
    }

    @Test
    void aBlockedPackageIsHealedAndStaysBlocked() throws Exception {
        store.delete(KEY);
        run(verification(FIRST));
        execute("update mirrored_package set blocked = true");

        run(submit(FIRST));

        assertThat(integrity()).isEqualTo("intact");
        assertThat(query("select distinct blocked from mirrored_package")).containsExactly(List.of(true));
    }

    @Test
    void whatTheOriginPublishesAnewHealsNothing() throws Exception {
        store.delete(KEY);
        run(verification(FIRST));
        origin.publish(FIRST, "other contents");

        long id = run(submit(FIRST));

        assertThat(query("select status, error_code from job_item where job_id = ?", id))
                .containsExactly(List.of("failed", "republished"));
        assertThat(integrity()).isEqualTo("missing");
        assertThat(store.keys()).doesNotContain(KEY);
    }

    @Test
    void aVerificationThatFindsItRightAgainPutsItBack() throws Exception {
        store.delete(KEY);
        long id = run(verification(FIRST));
        store.put(KEY, first.archive(), Map.of());

        new JobControl(TestDatabase.retryingDataSource(), TestDatabase.notifications()).retry(id);
        run(id);

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(integrity()).isEqualTo("intact");
    }

    // Others at work on the same package.

    @Test
    void aPackageInADownloadsHandsIsLookedAtLater() throws Exception {
        store.delete(KEY);
        Pause pause = origin.pauseInTheMiddle();
        long download = submit(FIRST);
        a.poll();
        pause.reached.await();

        long id = verification(FIRST);
        b.poll();
        b.awaitIdle();
        assertThat(query("select status, attempts, error_code from job_item where job_id = ?", id))
                .containsExactly(List.of("pending", 0, "download_elsewhere"));
        assertThat(integrity()).isEqualTo("intact");

        pause.goOn.countDown();
        a.awaitIdle();
        assertThat(statusOf(download)).isEqualTo("completed");
        execute("update job set due_at = now() where status = 'pending'");
        execute("update job_item set next_attempt_at = null");
        run(id);
        assertThat(statusOf(id)).isEqualTo("completed");
    }

    @Test
    void aWorkerThatLostItsLeaseWhileReadingChangesNothing() throws Exception {
        store.delete(KEY);
        long id = verification(FIRST);
        database.before(sql -> {
            if (sql.contains("next_id")) { // the settlement
                execute("update job set lease_expires_at = now() - interval '1 second' where id = ?", id);
                rescue();
            }
        });

        a.poll();
        a.awaitIdle();

        assertThat(integrity()).isEqualTo("intact");
        database.before(sql -> {});
        run(id);
        assertThat(integrity()).isEqualTo("missing");
    }

    @Test
    void aFindingIsWrittenOnlyWhileTheClaimIsHeld() throws Exception {
        store.delete(KEY);
        long id = verification(FIRST);
        database.before(sql -> {
            if (sql.contains("next_id")) { // the settlement; as if it had been taken over while this worker slept
                execute("delete from package_download");
            }
        });

        a.poll();
        a.awaitIdle();

        assertThat(integrity()).isEqualTo("intact");
        assertThat(query("select status, attempts from job_item where job_id = ?", id))
                .containsExactly(List.of("pending", 0));
    }

    private void rescue() {
        try {
            b.queue.rescue(3, 5);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long verification(PackageId... packages) {
        long id = submit(packages);
        execute("update job set kind = 'verify' where id = ?", id);
        return id;
    }

    private long run(long id) {
        a.poll();
        a.awaitIdle();
        return id;
    }

    private void alter(boolean altered) {
        byte[] bytes = first.archive().clone();
        bytes[bytes.length / 2] ^= (byte) (altered ? 1 : 0);
        store.put(KEY, bytes, Map.of("sha256", first.shasum()));
    }

    private static Object integrity() {
        return String.valueOf(query(
                        "select integrity from mirrored_package where version = ?",
                        FIRST.version().toString())
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
