package org.tfmirror.removal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;
import static org.tfmirror.test.TestDatabase.submit;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.catalog.Catalog;
import org.tfmirror.catalog.CatalogControl;
import org.tfmirror.catalog.VerifiedPackage;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.ItemOutcome;
import org.tfmirror.job.Lease;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.job.claim.DownloadClaims;
import org.tfmirror.job.claim.PackageRemovals;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;
import org.tfmirror.removal.RemovalRefusedException.Reason;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.storage.StorageUnavailableException;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.MemoryObjectStore;
import org.tfmirror.test.MemoryObjectStore.Call;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/**
 * A removal, and jobs at every moment of it. What must never be: a row without its object, be it for a moment, unless
 * it says so itself; an object deleted that a row points at.
 */
class PackageRemovalTest {

    private static final PackageId WANTED = Packages.number(1);
    private static final StorageKey KEY = MirrorLayout.atTop().keyOf(WANTED);
    private static final byte[] BYTES = "an archive".getBytes(StandardCharsets.UTF_8);

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final AtomicLong nanoTime = new AtomicLong();
    private final PackageRemovals removals = new PackageRemovals(TestDatabase.dataSource());
    private final DownloadClaims claims = new DownloadClaims(TestDatabase.dataSource());
    private final JobQueue queue = new JobQueue(TestDatabase.dataSource());
    private final Catalog catalog = new Catalog(TestDatabase.dataSource());
    private final PackageRemoval removal = new PackageRemoval(
            PackageRemovalTest::inOneTransaction,
            removals,
            new CatalogControl(),
            store,
            new PackageRemoval.Hold(Duration.ofSeconds(30), Duration.ofMinutes(2), nanoTime::get));
    private long mirrored;

    @BeforeEach
    void aMirroredPackage() throws Exception {
        TestDatabase.empty();
        mirror(claim(submit(WANTED)));
        mirrored = (Long) query("select id from mirrored_package").get(0).get(0);
    }

    @AfterEach
    void noRowIsWithoutItsObjectUnlessItSaysSo() {
        boolean there = store.keys().contains(KEY);
        assertThat(query("select id from mirrored_package where integrity = 'intact' and not ?", there))
                .isEmpty();
        JobInvariants.check();
    }

    @Test
    void theRowAndTheObjectAreGoneAndThePackageIsFree() throws Exception {
        assertThat(removal.remove(mirrored, kept -> {})).isTrue();

        assertThat(rows()).isZero();
        assertThat(store.keys()).isEmpty();
        assertThat(query("select * from package_download")).isEmpty();
    }

    @Test
    void theRowIsGoneForEverybodyBeforeTheObjectIs() throws Exception {
        AtomicBoolean asked = new AtomicBoolean();
        store.beforeDelete(key -> {
            assertThat(rows()).isZero();
            assertThat(store.keys()).contains(KEY);
            asked.set(true);
        });

        removal.remove(mirrored, kept -> {});

        assertThat(asked).isTrue();
    }

    @Test
    void noJobGetsThePackageUntilItsObjectIsGone() throws Exception {
        Item item = claim(submit(WANTED));
        AtomicBoolean asked = new AtomicBoolean();
        store.beforeDelete(key -> asked.set(!isClaimedBy(item)));

        removal.remove(mirrored, kept -> {});

        assertThat(asked).isTrue();
        mirror(item);
        assertThat(rows()).isEqualTo(1);
        assertThat(store.keys()).containsExactly(KEY);
    }

    @Test
    void aPackageThatAJobIsAtWorkOnIsNotRemoved() throws Exception {
        Item item = claim(submit(WANTED));
        assertThat(claims.claim(WANTED, item.lease)).isTrue();

        assertRefused(Reason.IN_USE);

        assertThat(rows()).isEqualTo(1);
        assertThat(store.keys()).containsExactly(KEY);
        mirror(item);
        removal.remove(mirrored, kept -> {});
        assertThat(rows()).isZero();
    }

    @Test
    void theClaimOfALostLeaseIsNoHindrance() throws Exception {
        Item lost = claim(submit(WANTED));
        claims.claim(WANTED, lost.lease);
        execute("update job set lease_expires_at = now() - interval '1 second' where status = 'running'");

        removal.remove(mirrored, kept -> {});

        assertThat(rows()).isZero();
    }

    @Test
    void aWorkerWhoseClaimTheRemovalTookRecordsNothing() throws Exception {
        Item revived = claim(submit(WANTED));
        claims.claim(WANTED, revived.lease);
        execute("update job set lease_expires_at = now() - interval '1 second' where status = 'running'");
        store.put(KEY, BYTES, Map.of()); // its upload is complete
        removal.remove(mirrored, kept -> {});
        execute("update job set lease_expires_at = now() + interval '1 minute' where status = 'running'");

        assertThat(record(revived)).isFalse();

        assertThat(rows()).isZero();
    }

    @Test
    void whatCannotBeWrittenDownIsNotRemoved() {
        assertThatThrownBy(() -> removal.remove(mirrored, kept -> {
                    throw new SQLException("no entry, no change");
                }))
                .isInstanceOf(SQLException.class);

        assertThat(rows()).isEqualTo(1);
        assertThat(store.keys()).containsExactly(KEY);
        assertThat(query("select * from package_download")).isEmpty();
    }

    @Test
    void whatIsNotThereCannotBeRemoved() {
        assertThat(catchThrowableOfType(RemovalRefusedException.class, () -> removal.remove(mirrored + 1, kept -> {})))
                .extracting(RemovalRefusedException::reason)
                .isEqualTo(Reason.UNKNOWN);
        assertThat(query("select * from package_download")).isEmpty();
    }

    @Test
    void ofTwoRemovalsAtOnceOneIsTooLate() throws Exception {
        AtomicBoolean asked = new AtomicBoolean();
        store.beforeDelete(key -> {
            if (!asked.getAndSet(true)) {
                assertRefused(Reason.UNKNOWN);
            }
        });

        removal.remove(mirrored, kept -> {});

        assertThat(asked).isTrue();
        assertThat(store.keys()).isEmpty();
    }

    // Left halfway.

    @Test
    void anObjectThatTheStoreDidNotDeleteIsDeletedLater() throws Exception {
        store.failOnce(Call.DELETE, new StorageUnavailableException("no answer", null));
        assertThat(removal.remove(mirrored, kept -> {})).isFalse();
        assertThat(rows()).isZero();
        assertThat(store.keys()).containsExactly(KEY);

        removal.finishLeft(); // the request may still be under way
        assertThat(store.keys()).containsExactly(KEY);

        expireTheHold();
        removal.finishLeft();
        assertThat(store.keys()).isEmpty();
        assertThat(query("select * from package_download")).isEmpty();
    }

    @Test
    void a_removal_is_accepted_whatever_fails_once_the_row_is_gone() throws Exception {
        store.beforeDelete(key -> {
            throw new IllegalStateException("a defect");
        });

        assertThat(removal.remove(mirrored, kept -> {})).isFalse();

        store.beforeDelete(key -> {});
        expireTheHold();
        removal.finishLeft();
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void a_removal_is_accepted_if_the_database_fails_after_the_store() throws Exception {
        store.beforeDelete(key -> execute("alter table package_download rename to away"));
        try {
            assertThat(removal.remove(mirrored, kept -> {})).isFalse();
        } finally {
            execute("alter table away rename to package_download");
        }
        assertThat(query("select * from package_download")).hasSize(1);

        store.beforeDelete(key -> {});
        expireTheHold();
        removal.finishLeft();
        assertThat(query("select * from package_download")).isEmpty();
    }

    @Test
    void an_object_that_the_store_refuses_to_delete_holds_up_no_other() throws Exception {
        int others = 150; // more than one batch
        dieBeforeTheObjectIsGone();
        execute("update package_download set removal_until = now() - interval '1 hour'"); // it comes first
        for (int i = 2; i < 2 + others; i++) {
            leaveHalfway(Packages.number(i));
        }
        store.beforeDelete(key -> {
            if (key.equals(KEY)) {
                throw new IllegalStateException("this one never");
            }
        });

        removal.finishLeft();

        assertThat(query("select removal_key from package_download")).containsExactly(List.of(KEY.value()));
        assertThat(store.keys()).containsExactly(KEY);
    }

    @Test
    void aReplicaThatDiesBeforeTheObjectIsGoneLeavesThatToAnother() throws Exception {
        dieBeforeTheObjectIsGone();
        Item item = claim(submit(WANTED));
        assertThat(isClaimedBy(item)).isFalse();

        expireTheHold();
        assertThat(claims.dead()).isEmpty(); // it is not forgotten
        removal.finishLeft();

        assertThat(store.keys()).isEmpty();
        assertThat(isClaimedBy(item)).isTrue();
    }

    @Test
    void aJobThatComesFirstKeepsTheObjectThatADeadReplicaLeft() throws Exception {
        dieBeforeTheObjectIsGone();
        expireTheHold();
        mirror(claim(submit(WANTED)));

        removal.finishLeft();

        assertThat(rows()).isEqualTo(1);
        assertThat(store.keys()).containsExactly(KEY);
    }

    @Test
    void whoSleptBeforeTheDeletionDoesNotDeleteAnyMore() throws Exception {
        PackageRemoval slow = new PackageRemoval(
                PackageRemovalTest::inOneTransaction,
                removals,
                new CatalogControl(),
                store,
                new PackageRemoval.Hold(
                        Duration.ofSeconds(30), Duration.ofMinutes(2), () -> nanoTime.getAndAdd(31_000_000_000L)));

        assertThat(slow.remove(mirrored, kept -> {})).isFalse();

        assertThat(rows()).isZero();
        assertThat(store.keys()).containsExactly(KEY);
    }

    // The sleeper that wakes when its hold is over, with the request already on its way.

    @Test
    void aRowWhoseObjectASleeperDeletedSaysThatItIsMissing() throws Exception {
        store.beforeDelete(key -> {
            store.beforeDelete(again -> {});
            expireTheHold();
            mirror(claim(submit(WANTED)));
        });

        removal.remove(mirrored, kept -> {});

        assertThat(query("select integrity from mirrored_package")).containsExactly(List.of("missing"));
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void aJobWhoseObjectASleeperDeletedCannotRecordIt() throws Exception {
        Item item = claim(submit(WANTED));
        store.beforeDelete(key -> {
            expireTheHold();
            assertThat(isClaimedBy(item)).isTrue();
            store.put(KEY, BYTES, Map.of());
        });

        removal.remove(mirrored, kept -> {});

        assertThat(record(item)).isFalse();
        assertThat(rows()).isZero();
    }

    /** A removal whose object is there, and whose hold is over. */
    private void leaveHalfway(PackageId id) throws SQLException {
        StorageKey key = MirrorLayout.atTop().keyOf(id);
        store.put(key, BYTES, Map.of());
        inOneTransaction(connection -> removals.begin(connection, id, key.value(), Duration.ofSeconds(-1)));
    }

    private void dieBeforeTheObjectIsGone() {
        store.beforeDelete(key -> {
            throw new InternalError("the process dies here");
        });
        assertThatThrownBy(() -> removal.remove(mirrored, kept -> {})).isInstanceOf(InternalError.class);
        store.beforeDelete(key -> {});
    }

    private void assertRefused(Reason reason) {
        assertThat(catchThrowableOfType(RemovalRefusedException.class, () -> removal.remove(mirrored, kept -> {})))
                .extracting(RemovalRefusedException::reason)
                .isEqualTo(reason);
    }

    private static void expireTheHold() {
        execute("update package_download set removal_until = now() - interval '1 second'");
    }

    private static long rows() {
        return (Long) query("select count(*) from mirrored_package").get(0).get(0);
    }

    // A worker, by hand and in the order of the real one.

    private record Item(Lease lease, QueuedItem item) {}

    private Item claim(long jobId) {
        try {
            ClaimedJob job = queue.claim("a", 1, Duration.ofMinutes(1)).jobs().get(0);
            assertThat(job.lease().jobId()).isEqualTo(jobId);
            return new Item(job.lease(), java.util.Objects.requireNonNull(job.started()));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isClaimedBy(Item item) {
        try {
            return claims.claim(WANTED, item.lease);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void mirror(Item item) {
        assertThat(isClaimedBy(item)).isTrue();
        store.put(KEY, BYTES, Map.of());
        assertThat(record(item)).isTrue();
    }

    /** The settlement's transaction; false where the claim is lost, and nothing is written. */
    private boolean record(Item item) {
        VerifiedPackage found = new VerifiedPackage(
                WANTED,
                KEY.value(),
                BYTES.length,
                PackageHash.ofSha256("0".repeat(64)),
                PackageHash.parse("h1:" + "A".repeat(43) + "="),
                null,
                null,
                List.of());
        AtomicBoolean recorded = new AtomicBoolean();
        try {
            queue.settle(item.lease, item.item, new ItemOutcome.Completed(BYTES.length), null, true, connection -> {
                if (claims.release(connection, item.lease)) {
                    catalog.write(connection, found);
                    recorded.set(true);
                }
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return recorded.get();
    }

    private static <T> T inOneTransaction(Transactions.Work<T> work) throws SQLException {
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            T result = work.run(connection); // what throws closes the connection, which rolls it back
            connection.commit();
            return result;
        }
    }
}
