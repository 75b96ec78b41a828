package org.tfmirror.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.processor.ProcessorRig.itemStates;
import static org.tfmirror.processor.ProcessorRig.statusOf;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;
import static org.tfmirror.test.TestDatabase.submit;

import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.job.claim.PackageRemovals;
import org.tfmirror.processor.ScriptedOrigin.Pause;
import org.tfmirror.processor.ingest.ArchiveTransfer;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.test.FaultyDataSource;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.MemoryObjectStore;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.shasums.KeyPolicy;
import org.tfmirror.verify.shasums.ShasumsVerifier;

/** Real workers, and a removal of their package by hand: docs/adr/0015. */
class RemovalRaceTest {

    private static final PackageId WANTED = Packages.number(0);
    private static final StorageKey KEY = MirrorLayout.atTop().keyOf(WANTED);

    private final ScriptedOrigin origin = new ScriptedOrigin();
    private final MemoryObjectStore store = new MemoryObjectStore();
    private final FaultyDataSource database = new FaultyDataSource(TestDatabase.dataSource());
    private final PackageRemovals removals = new PackageRemovals(TestDatabase.dataSource());
    private final ProcessorRig rig = rig();

    @BeforeEach
    void aPackage() {
        TestDatabase.empty();
        origin.publish(WANTED, "wanted");
    }

    @AfterEach
    void aRowHasItsObject() {
        rig.close();
        if (!store.keys().contains(KEY)) {
            assertThat(query("select * from mirrored_package")).isEmpty();
        }
        JobInvariants.check();
    }

    @Test
    void aJobWaitsWhileItsPackageIsRemovedAndThenFetchesItAnew() throws Exception {
        run(submit(WANTED));
        long removal = begin().orElseThrow();

        long id = run(submit(WANTED));
        assertThat(query("select status, attempts, error_code from job_item where job_id = ?", id))
                .containsExactly(List.of("pending", 0, "download_elsewhere"));

        store.delete(KEY);
        end(removal);
        makeDue();
        run(id);

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(origin.archiveRequests).hasValue(2);
        assertThat(store.keys()).containsExactly(KEY);
    }

    @Test
    void aRemovalWaitsWhileAJobFetchesThePackage() throws Exception {
        Pause pause = origin.pauseInTheMiddle();
        long id = submit(WANTED);
        rig.poll();
        pause.reached.await();

        assertThat(begin()).isEmpty();

        pause.goOn.countDown();
        rig.awaitIdle();
        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(begin()).isPresent();
        assertThat(query("select * from mirrored_package")).isEmpty();
    }

    @Test
    void aWorkerWithoutALeaseRecordsNothingRemovedMeanwhile() throws Exception {
        long id = submit(WANTED);
        AtomicBoolean removed = new AtomicBoolean();
        database.before(sql -> {
            if (sql.contains("next_id") && !removed.getAndSet(true)) { // uploaded, and about to settle
                assertThat(store.keys()).containsExactly(KEY);
                removeWhileTheLeaseIsOver();
            }
        });

        run(id);

        assertThat(query("select * from mirrored_package")).isEmpty();
        assertThat(itemStates(id)).containsExactly("pending");
        makeDue();
        run(id);
        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(store.keys()).containsExactly(KEY);
        assertThat(origin.archiveRequests).hasValue(2);
    }

    private void removeWhileTheLeaseIsOver() {
        try {
            execute("update job set lease_expires_at = now() - interval '1 second'");
            long removal = begin().orElseThrow();
            store.delete(KEY);
            end(removal);
            execute("update job set lease_expires_at = now() + interval '1 minute'");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatWasFoundBeforeTheRemovalIsFetchedAnewByALaterJob() throws Exception {
        run(submit(WANTED));
        AtomicBoolean removed = new AtomicBoolean();
        database.before(sql -> {
            if (sql.contains("next_id") && !removed.getAndSet(true)) { // it has looked, and goes to say so
                removeAtOnce();
            }
        });

        long before = run(submit(WANTED));

        assertThat(removed).isTrue();
        assertThat(statusOf(before)).isEqualTo("completed"); // as if it had ended before the removal began
        assertThat(query("select * from mirrored_package")).isEmpty();
        long after = run(submit(WANTED));
        assertThat(statusOf(after)).isEqualTo("completed");
        assertThat(origin.archiveRequests).hasValue(2);
        assertThat(store.keys()).containsExactly(KEY);
    }

    @Test
    void anObjectThatARemovalLeftIsReadAgainBeforeAJobAdoptsIt() throws Exception {
        run(submit(WANTED));
        begin();
        execute("update package_download set removal_until = now() - interval '1 second'"); // its replica died

        long id = run(submit(WANTED));

        assertThat(statusOf(id)).isEqualTo("completed");
        assertThat(origin.archiveRequests).hasValue(1);
        assertThat(origin.metadataRequests).hasValue(2);
        assertThat(query("select * from mirrored_package")).hasSize(1);
    }

    private void removeAtOnce() {
        try {
            long removal = begin().orElseThrow();
            store.delete(KEY);
            end(removal);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes the package and deletes its row, in one transaction, as a removal begins. */
    private OptionalLong begin() throws Exception {
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            OptionalLong removal = removals.begin(connection, WANTED, KEY.value(), Duration.ofMinutes(1));
            if (removal.isPresent()) {
                connection.prepareStatement("delete from mirrored_package").executeUpdate();
            }
            connection.commit();
            return removal;
        }
    }

    private void end(long removal) throws Exception {
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            assertThat(removals.end(connection, removal)).isTrue();
        }
    }

    private static void makeDue() {
        execute("update job set due_at = now() where status = 'pending'");
        execute("update job_item set next_attempt_at = null");
    }

    private long run(long id) {
        rig.poll();
        rig.awaitIdle();
        return id;
    }

    private ProcessorRig rig() {
        return new ProcessorRig(
                "a",
                3,
                database.dataSource(),
                new PackagePipelines(
                        database.dataSource(),
                        store,
                        new ShasumsVerifier(KeyPolicy.of(Map.of(), Set.of()), Clock.systemUTC()),
                        new ArchiveTransfer(origin, store, MirrorLayout.atTop(), ArchiveLimits.DEFAULT)));
    }
}
