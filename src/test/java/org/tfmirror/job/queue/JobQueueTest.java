package org.tfmirror.job.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;
import static org.tfmirror.test.TestDatabase.submit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.ItemOutcome;
import org.tfmirror.job.JobControl;
import org.tfmirror.job.JobControl.Outcome;
import org.tfmirror.job.JobStatus;
import org.tfmirror.job.Lease;
import org.tfmirror.job.QueueStats;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.job.StoredItem.Unreadable;
import org.tfmirror.job.progress.JobItems;
import org.tfmirror.job.progress.ProgressReader;
import org.tfmirror.job.queue.JobQueue.Claimant;
import org.tfmirror.job.queue.JobQueue.Claimed;
import org.tfmirror.job.queue.JobQueue.GivenBack;
import org.tfmirror.job.queue.JobQueue.Rescued;
import org.tfmirror.job.queue.JobQueue.SettleResult;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.OwnThread;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** The queue's statements on a real PostgreSQL, and the races between them, each interleaving made by hand. */
class JobQueueTest {

    /** For whom no job is claimed in place of the one that ends. */
    private static final @Nullable Claimant NOBODY = null;

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final ItemOutcome DONE = new ItemOutcome.Completed(7);

    private final JobQueue queue = new JobQueue(TestDatabase.dataSource());
    private final JobControl control = new JobControl(TestDatabase.dataSource(), TestDatabase.notifications());
    private final JobControl retrying = new JobControl(TestDatabase.retryingDataSource(), TestDatabase.notifications());

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    @AfterEach
    void everyInvariantHolds() {
        JobInvariants.check();
    }

    @Test
    void aClaimStartsTheFirstItemAndNamesTheOthersInOrder() throws SQLException {
        long id = submit(Packages.some(3));

        ClaimedJob job = claim("a");

        assertThat(job.lease()).isEqualTo(new Lease(id, 1));
        assertThat(started(job).wanted()).isEqualTo(Packages.number(0));
        assertThat(started(job).attempts()).isEqualTo(1);
        assertThat(job.next()).extracting(QueuedItem::wanted).containsExactly(Packages.number(1), Packages.number(2));
        assertThat(statusOf(id)).isEqualTo("running");
        assertThat(itemStates(id)).containsExactly("downloading", "pending", "pending");
    }

    @Test
    void theOldestDueJobsComeFirstUpToTheLimit() throws SQLException {
        long later = submit(Packages.number(1));
        long sooner = submit(Packages.number(2));
        long notYet = submit(Packages.number(3));
        execute("update job set due_at = now() - interval '1 hour' where id = ?", sooner);
        execute("update job set due_at = now() + interval '1 hour' where id = ?", notYet);

        assertThat(queue.claim("a", 1, LEASE).jobs())
                .extracting(job -> job.lease().jobId())
                .containsExactly(sooner);
        assertThat(queue.claim("a", 5, LEASE).jobs())
                .extracting(job -> job.lease().jobId())
                .containsExactly(later);
    }

    @Test
    void aClaimTellsWhenTheEarliestWaitingJobIsDue() throws SQLException {
        assertThat(queue.claim("a", 5, LEASE).nextDueIn()).isNull();
        long sooner = submit(Packages.number(1));
        long later = submit(Packages.number(2));
        execute("update job set due_at = now() + interval '1 hour' where id = ?", sooner);
        execute("update job set due_at = now() + interval '2 hours' where id = ?", later);

        assertThat(queue.claim("a", 5, LEASE).jobs()).isEmpty();
        assertThat(queue.claim("a", 5, LEASE).nextDueIn()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));

        execute("update job set due_at = now() where id = ?", sooner);
        Claimed claimed = queue.claim("a", 5, LEASE);
        assertThat(claimed.jobs()).extracting(job -> job.lease().jobId()).containsExactly(sooner);
        assertThat(claimed.nextDueIn()).isBetween(Duration.ofMinutes(119), Duration.ofHours(2));
    }

    @Test
    void aRowThatCannotBeReadSpoilsNeitherItsJobNorOthers() throws SQLException {
        long spoilt = submit(Packages.some(2));
        long sound = submit(Packages.number(2));
        execute("update job_item set version = 'next week' where job_id = ? and ordinal = 0", spoilt);

        List<ClaimedJob> jobs = queue.claim("a", 5, LEASE).jobs();

        assertThat(jobs).extracting(job -> job.lease().jobId()).containsExactly(spoilt, sound);
        assertThat(jobs.get(0).next()).extracting(QueuedItem::wanted).containsExactly(Packages.number(1));
        assertThatThrownBy(() -> started(jobs.get(0)).wanted())
                .isInstanceOf(Unreadable.class)
                .hasMessageContaining("next week");
    }

    @Test
    void aJobOfAKindOfANewerReleaseIsLeftToItAndSpoilsNoClaim() throws SQLException {
        long unknown = submit(Packages.number(1));
        long known = submit(Packages.number(2));
        execute("alter table job drop constraint job_kind_check");
        try {
            execute("update job set kind = 'repair' where id = ?", unknown);

            assertThat(queue.claim("a", 5, LEASE).jobs())
                    .extracting(job -> job.lease().jobId())
                    .containsExactly(known);
            assertThat(statusOf(unknown)).isEqualTo("pending");
        } finally {
            execute("update job set kind = 'download'");
            execute("alter table job add constraint job_kind_check check (kind in "
                    + "('download', 'verify', 'evidence', 'export', 'import', 'adopt'))");
        }
    }

    @Test
    void aJobLockedByAnotherClaimIsSkippedAndNotWaitedFor() throws SQLException {
        long first = submit(Packages.number(1));
        long second = submit(Packages.number(2));

        try (Connection other = TestDatabase.dataSource().getConnection()) {
            other.setAutoCommit(false);
            lockJob(other, first);

            assertThat(queue.claim("b", 5, LEASE).jobs())
                    .extracting(job -> job.lease().jobId())
                    .containsExactly(second);
            other.rollback();
        }
    }

    @Test
    void aPausedProcessorClaimsNothing() throws SQLException {
        submit(Packages.number(1));
        QueueStats backlog = new QueueStats(TestDatabase.dataSource(), TestDatabase.notifications());

        backlog.setPaused(true, "alice");
        assertThat(queue.claim("a", 5, LEASE).jobs()).isEmpty();

        backlog.setPaused(false, "alice");
        assertThat(queue.claim("a", 5, LEASE).jobs()).hasSize(1);
    }

    @Test
    void settlingAnItemStartsTheNextAndTheLastOneEndsTheJob() throws SQLException {
        long id = submit(Packages.some(2));
        ClaimedJob job = claim("a");
        QueuedItem second = job.next().get(0);

        SettleResult settled = queue.settle(job.lease(), started(job), DONE, second, false, NOBODY);

        assertThat(settled.started(second).map(QueuedItem::attempts)).contains(1);
        assertThat(itemStates(id)).containsExactly("completed", "downloading");
        assertThat(progressOf(id)).isEqualTo(List.of("running", 1, 0));

        assertThat(queue.settle(job.lease(), second, DONE, null, true, NOBODY).held())
                .isTrue();
        assertThat(progressOf(id)).isEqualTo(List.of("completed", 2, 0));
    }

    @Test
    void oneFailedItemMakesTheJobFailedWithItsMessage() throws SQLException {
        long id = submit(Packages.some(2));
        ClaimedJob job = claim("a");
        QueuedItem second = job.next().get(0);

        queue.settle(
                job.lease(),
                started(job),
                new ItemOutcome.Failed("not_found", "no such version"),
                second,
                false,
                NOBODY);
        queue.settle(job.lease(), second, DONE, null, true, NOBODY);

        assertThat(progressOf(id)).isEqualTo(List.of("failed", 1, 1));
        assertThat(query("select error_message from job where id = ?", id)).containsExactly(List.of("no such version"));
    }

    @Test
    void aRetryWaitsOutsideTheSlotAndIsDueWithItsJob() throws SQLException {
        long id = submit(Packages.number(1));
        ClaimedJob job = claim("a");

        queue.settle(
                job.lease(),
                started(job),
                new ItemOutcome.Retry("cut", "cut", Duration.ofHours(1), true),
                null,
                false,
                NOBODY);
        assertThat(queue.giveBack(job.lease())).isPresent();

        assertThat(statusOf(id)).isEqualTo("pending");
        assertThat(queue.claim("a", 5, LEASE).jobs()).isEmpty();
        assertThat(query(
                        "select job.due_at = next_attempt_at, next_attempt_at > now() + interval '59 minutes'"
                                + " from job join job_item on job_id = job.id where job.id = ?",
                        id))
                .containsExactly(List.of(true, true));

        execute("update job set due_at = now()");
        execute("update job_item set next_attempt_at = now()");
        assertThat(started(claim("a")).attempts()).isEqualTo(2);
    }

    @Test
    void theOtherItemsGoOnWhileOneWaits() throws SQLException {
        long id = submit(Packages.some(2));
        ClaimedJob job = claim("a");
        QueuedItem second = job.next().get(0);

        queue.settle(
                job.lease(),
                started(job),
                new ItemOutcome.Retry("cut", "cut", Duration.ofHours(1), true),
                second,
                false,
                NOBODY);
        queue.settle(job.lease(), second, DONE, null, false, NOBODY);
        queue.giveBack(job.lease());

        assertThat(itemStates(id)).containsExactly("pending", "completed");
        execute("update job set due_at = now()");
        ClaimedJob early = claim("a");
        assertThat(early.started()).isNull();
        assertThat(early.waiting()).isTrue();
    }

    @Test
    void aGracefulReleaseDoesNotCountTheAttempt() throws SQLException {
        long id = submit(Packages.number(1));

        queue.giveBack(claim("a").lease());

        assertThat(query("select attempts, status from job_item where job_id = ?", id))
                .containsExactly(List.of(0, "pending"));
        assertThat(started(claim("b")).attempts()).isEqualTo(1);
    }

    @Test
    void theHeartbeatExtendsWhatIsHeldAndTellsWhatIsLost() throws SQLException {
        submit(Packages.number(1));
        submit(Packages.number(2));
        Lease kept = claim("a").lease();
        Lease lost = claim("a").lease();
        expire(lost.jobId());
        expire(kept.jobId());
        execute("update job set lease_expires_at = now() + interval '1 minute' where id = ?", kept.jobId());
        queue.rescue(4, 5);

        assertThat(queue.heartbeat("a", List.of(kept, lost), LEASE)).isEqualTo(Map.of(kept, false));
    }

    @Test
    void theHeartbeatDoesNotTakeANewerClaimForItsOwn() throws SQLException {
        submit(Packages.number(1));
        Lease old = claim("a").lease();
        expire(old.jobId());
        queue.rescue(4, 5);
        Lease newer = claim("a").lease();

        assertThat(queue.heartbeat("a", List.of(old), LEASE)).isEmpty();
        assertThat(queue.heartbeat("a", List.of(newer), LEASE)).containsOnlyKeys(newer);
    }

    // The zombie: claim A, expire, rescue, claim B, A comes back.

    @Test
    void aWorkerThatComesBackAfterItsLeaseWasTakenChangesNothing() throws SQLException {
        long id = submit(Packages.some(2));
        ClaimedJob zombie = claim("a");
        expire(id);
        assertThat(queue.rescue(4, 5)).hasSize(1);
        ClaimedJob owner = claim("b");
        List<List<@Nullable Object>> before = everything(id);

        assertThat(queue.settle(
                                zombie.lease(),
                                started(zombie),
                                DONE,
                                zombie.next().get(0),
                                false,
                                NOBODY)
                        .held())
                .isFalse();
        assertThat(queue.settle(zombie.lease(), started(zombie), DONE, null, true, NOBODY)
                        .held())
                .isFalse();
        assertThat(queue.giveBack(zombie.lease())).isEmpty();
        assertThat(queue.progress(zombie.lease(), started(zombie), 5, 9L)).isFalse();
        assertThat(queue.heartbeat("a", List.of(zombie.lease()), LEASE)).isEmpty();

        assertThat(everything(id)).isEqualTo(before);
        assertThat(queue.settle(owner.lease(), started(owner), DONE, null, false, NOBODY)
                        .held())
                .isTrue();
    }

    @Test
    void aZombieWritesNothingEvenBeforeAnybodyElseHasClaimed() throws SQLException {
        long id = submit(Packages.number(1));
        ClaimedJob zombie = claim("a");
        expire(id);
        queue.rescue(4, 5);
        List<List<@Nullable Object>> before = everything(id);

        assertThat(queue.settle(zombie.lease(), started(zombie), DONE, null, true, NOBODY)
                        .held())
                .isFalse();
        assertThat(queue.giveBack(zombie.lease())).isEmpty();

        assertThat(everything(id)).isEqualTo(before);
    }

    @Test
    void aSettlementAndItsCompanionNeedTheLeaseAndHappenTogether() throws SQLException {
        long id = submit(Packages.number(1));
        ClaimedJob zombie = claim("a");
        expire(id);
        queue.rescue(4, 5);

        queue.settle(zombie.lease(), started(zombie), DONE, null, true, connection -> insertPackage(connection));

        assertThat(query("select * from mirrored_package")).isEmpty();
    }

    @Test
    void whatGoesAlongsideFailsTheSettlementWithIt() throws SQLException {
        long id = submit(Packages.number(1));
        ClaimedJob job = claim("a");

        try {
            queue.settle(job.lease(), started(job), DONE, null, true, connection -> {
                insertPackage(connection);
                throw new IllegalStateException("crash");
            });
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("crash");
        }

        assertThat(query("select * from mirrored_package")).isEmpty();
        assertThat(itemStates(id)).containsExactly("downloading");
    }

    @Test
    void aRescueSkipsAJobThatIsBeingSettledAtThatMoment() throws SQLException {
        long id = submit(Packages.number(1));
        ClaimedJob job = claim("a");
        expire(id);

        SettleResult settled = queue.settle(job.lease(), started(job), DONE, null, true, connection -> {
            assertThat(queue.rescue(4, 5)).isEmpty();
        });

        assertThat(settled.held()).isTrue();
        assertThat(statusOf(id)).isEqualTo("completed");
    }

    @Test
    void aSettlementThatWaitsForARescueFindsItsLeaseGone() throws Exception {
        long id = submit(Packages.number(1));
        ClaimedJob job = claim("a");
        CompletableFuture<SettleResult> late;
        try (Connection rescuer = TestDatabase.dataSource().getConnection()) {
            rescuer.setAutoCommit(false);
            expire(id);
            assertThat(RescueStatements.rescue(rescuer, 4, 5, null, true)).hasSize(1);
            late = OwnThread.supply(() -> settle(job));
            awaitSomebodyWaitingForALock();
            rescuer.commit();
        }

        assertThat(late.get().held()).isFalse();
        assertThat(statusOf(id)).isEqualTo("pending");
        assertThat(itemStates(id)).containsExactly("pending");
    }

    @Test
    void aCancelThatWaitsForTheFinishFindsTheJobFinished() throws Exception {
        long id = submit(Packages.number(1));
        ClaimedJob job = claim("a");
        CompletableFuture<Outcome> late;
        SettleResult settled;
        CompletableFuture<CompletableFuture<Outcome>> started = new CompletableFuture<>();
        settled = queue.settle(job.lease(), started(job), DONE, null, true, connection -> {
            started.complete(OwnThread.supply(() -> cancel(id)));
            awaitSomebodyWaitingForALock();
        });
        late = started.get();

        assertThat(settled.held()).isTrue();
        assertThat(late.get()).isEqualTo(Outcome.REFUSED);
        assertThat(statusOf(id)).isEqualTo("completed");
    }

    @Test
    void aCancelBeforeTheFinishIsNotOverwritten() throws SQLException {
        long id = submit(Packages.some(2));
        ClaimedJob job = claim("a");
        QueuedItem second = job.next().get(0);

        assertThat(control.cancel(id)).isEqualTo(Outcome.DONE);
        SettleResult settled = queue.settle(job.lease(), started(job), DONE, second, false, NOBODY);

        assertThat(settled.started(second)).isEmpty();
        assertThat(queue.giveBack(job.lease())).isPresent();
        assertThat(statusOf(id)).isEqualTo("cancelled");
        assertThat(itemStates(id)).containsExactly("completed", "cancelled");
    }

    @Test
    void aCancelStandsEvenWhenTheLastItemCompletesAfterIt() throws SQLException {
        long id = submit(Packages.number(1));
        ClaimedJob job = claim("a");

        control.cancel(id);
        queue.settle(job.lease(), started(job), DONE, null, true, NOBODY);

        assertThat(statusOf(id)).isEqualTo("cancelled");
        assertThat(itemStates(id)).containsExactly("completed");
    }

    // A statement sees the rows as they were when it began. One that has waited for its job's lock since then must look
    // again, or it misses what whoever held the lock has done.

    @Test
    void giveBackAfterALateSettlementPutsBackTheNextItem() throws Exception {
        long id = submit(Packages.some(2));
        ClaimedJob job = claim("a");
        CompletableFuture<Optional<GivenBack>> late;
        try (Connection settling = TestDatabase.dataSource().getConnection()) {
            settling.setAutoCommit(false);
            QueuedItem second = job.next().get(0);
            SettleStatement.settle(settling, new SettleRequest(job.lease(), started(job), DONE, second, false));
            late = inBackground(() -> queue.giveBack(job.lease()));
            awaitSomebodyWaitingForALock();
            settling.commit();
        }

        assertThat(late.get().map(GivenBack::status)).contains(JobStatus.PENDING);
        assertThat(query("select status, attempts from job_item where job_id = ? order by ordinal", id))
                .containsExactly(List.of("completed", 1), List.of("pending", 0));
        assertThat(started(claim("b")).wanted()).isEqualTo(Packages.number(1));
    }

    @Test
    void giveBackAfterALateSettlementWaitsForTheRetry() throws Exception {
        long id = submit(Packages.number(1));
        ClaimedJob job = claim("a");
        ItemOutcome later = new ItemOutcome.Retry("cut", "cut", Duration.ofHours(1), true);
        CompletableFuture<Optional<GivenBack>> late;
        try (Connection settling = TestDatabase.dataSource().getConnection()) {
            settling.setAutoCommit(false);
            SettleStatement.settle(settling, new SettleRequest(job.lease(), started(job), later, null, false));
            late = inBackground(() -> queue.giveBack(job.lease()));
            awaitSomebodyWaitingForALock();
            settling.commit();
        }

        assertThat(late.get()).isPresent();
        assertThat(query("select due_at > now() + interval '59 minutes' from job where id = ?", id))
                .containsExactly(List.of(true));
    }

    @Test
    void cancelAfterALateGiveBackCancelsWhatWasPutBack() throws Exception {
        long id = submit(Packages.some(2));
        ClaimedJob job = claim("a");
        CompletableFuture<Outcome> late;
        try (Connection giving = TestDatabase.dataSource().getConnection()) {
            giving.setAutoCommit(false);
            giveBack(giving, job.lease());
            late = inBackground(() -> control.cancel(id));
            awaitSomebodyWaitingForALock();
            giving.commit();
        }

        assertThat(late.get()).isEqualTo(Outcome.DONE);
        assertThat(statusOf(id)).isEqualTo("cancelled");
        assertThat(itemStates(id)).containsExactly("cancelled", "cancelled");
    }

    @Test
    void retryAfterALateFailurePutsBackTheFailedItem() throws Exception {
        long id = submit(Packages.number(1));
        ClaimedJob job = claim("a");
        ItemOutcome failed = new ItemOutcome.Failed("not_found", "gone");
        CompletableFuture<Outcome> late;
        try (Connection settling = TestDatabase.dataSource().getConnection()) {
            settling.setAutoCommit(false);
            SettleStatement.settle(settling, new SettleRequest(job.lease(), started(job), failed, null, true));
            late = inBackground(() -> retrying.retry(id));
            awaitSomebodyWaitingForALock();
            settling.commit();
        }

        assertThat(late.get()).isEqualTo(Outcome.DONE);
        assertThat(progressOf(id)).isEqualTo(List.of("pending", 0, 0));
        assertThat(itemStates(id)).containsExactly("pending");
    }

    @Test
    void claimThatSeesOldRowsStartsNoFinishedItemAgain() throws Exception {
        long id = submit(Packages.some(2));
        execute("update job_item set next_attempt_at = now() - interval '1 hour' where job_id = ? and ordinal = 1", id);
        execute("alter table processor_switch rename to processor_switch_row");
        execute("""
                create view processor_switch as
                select case when current_setting('tfmirror.slow', true) = 'yes'
                  then pg_advisory_xact_lock(7)::text <> '' else paused end as paused
                from processor_switch_row
                """);
        try {
            CompletableFuture<Claimed> late;
            try (Connection holder = TestDatabase.dataSource().getConnection();
                    PreparedStatement hold = holder.prepareStatement("select pg_advisory_lock(7)")) {
                hold.execute();
                late = inBackground(() -> new JobQueue(slow()).claim("a", 1, LEASE));
                awaitSomebodyWaitingForALock();
                ClaimedJob job = claim("b");
                queue.settle(job.lease(), started(job), DONE, null, false, NOBODY);
                queue.giveBack(job.lease());
            }

            assertThat(late.get().jobs()).hasSize(1);
            assertThat(late.get().jobs().get(0).started()).isNull();
            assertThat(itemStates(id)).containsExactly("completed", "pending");
        } finally {
            execute("drop view processor_switch");
            execute("alter table processor_switch_row rename to processor_switch");
        }
    }

    @Test
    void rescueTakesTheItemThatWasStartedWhileItWaited() throws Exception {
        long first = submit(Packages.number(5));
        ClaimedJob stuck = claim("a");
        long second = submit(Packages.some(2));
        ClaimedJob job = claim("a");
        expire(first);
        expire(second);
        CompletableFuture<List<Rescued>> late;
        try (Connection progressing = TestDatabase.dataSource().getConnection()) {
            progressing.setAutoCommit(false);
            lockItem(progressing, started(stuck));
            late = inBackground(() -> queue.rescue(4, 5));
            awaitSomebodyWaitingForALock();
            // Where the rescue has the second job's lock already, the settlement finds its lease lost instead.
            CompletableFuture<SettleResult> settled = inBackground(() ->
                    queue.settle(job.lease(), started(job), DONE, job.next().get(0), false, NOBODY));
            Awaitility.await().until(() -> settled.isDone() || waitingForALock() == 2);
            progressing.commit();
            settled.get();
        }

        assertThat(late.get()).hasSize(2);
        assertThat(itemStates(second)).doesNotContain("downloading");
    }

    @Test
    void anItemThatWaitedWhenItsJobWasCancelledWaitsForNothingMore() throws SQLException {
        long id = submit(Packages.number(1));
        ClaimedJob job = claim("a");
        queue.settle(
                job.lease(),
                started(job),
                new ItemOutcome.Retry("cut", "cut", Duration.ofHours(1), true),
                null,
                false,
                NOBODY);

        control.cancel(id);
        queue.giveBack(job.lease());

        assertThat(query("select status, next_attempt_at from job_item where job_id = ?", id))
                .containsExactly(java.util.Arrays.asList("cancelled", null));
    }

    // Either token alone fences: the job's, and the item's own copy of it.

    @Test
    void aTokenOlderThanItsJobsSettlesNothing() throws SQLException {
        long id = submit(Packages.some(2));
        ClaimedJob job = claim("a");
        QueuedItem second = job.next().get(0);
        execute("update job set lease_epoch = lease_epoch + 1");
        List<List<@Nullable Object>> before = everything(id);

        assertThat(queue.settle(job.lease(), started(job), DONE, second, false, NOBODY)
                        .held())
                .isFalse();
        assertThat(queue.giveBack(job.lease())).isEmpty();

        assertThat(everything(id)).isEqualTo(before);
        execute("update job_item set lease_epoch = lease_epoch + 1 where status = 'downloading'");
    }

    @Test
    void aTokenOlderThanItsItemsSettlesNothing() throws SQLException {
        long id = submit(Packages.number(1));
        ClaimedJob job = claim("a");
        execute("update job_item set lease_epoch = lease_epoch + 1");
        List<List<@Nullable Object>> before = everything(id);

        assertThat(queue.settle(job.lease(), started(job), DONE, null, true, NOBODY)
                        .held())
                .isFalse();
        assertThat(queue.progress(job.lease(), started(job), 5, 9L)).isFalse();

        assertThat(everything(id)).isEqualTo(before);
        execute("update job set lease_epoch = lease_epoch + 1");
    }

    @Test
    void theHeartbeatCarriesTheCancel() throws SQLException {
        long id = submit(Packages.number(1));
        Lease lease = claim("a").lease();

        control.cancel(id);

        assertThat(queue.heartbeat("a", List.of(lease), LEASE)).isEqualTo(Map.of(lease, true));
    }

    @Test
    void cancellingAPendingJobEndsItAtOnceAndTwiceIsOnce() throws SQLException {
        long id = submit(Packages.some(2));

        assertThat(control.cancel(id)).isEqualTo(Outcome.DONE);
        assertThat(control.cancel(id)).isEqualTo(Outcome.ALREADY);

        assertThat(statusOf(id)).isEqualTo("cancelled");
        assertThat(itemStates(id)).containsExactly("cancelled", "cancelled");
        assertThat(queue.claim("a", 5, LEASE).jobs()).isEmpty();
    }

    @Test
    void aJobWhoseWorkerIsLostAfterTheCancelEndsCancelled() throws SQLException {
        long id = submit(Packages.some(2));
        claim("a");
        control.cancel(id);
        expire(id);

        assertThat(queue.rescue(4, 5)).hasSize(1);

        assertThat(statusOf(id)).isEqualTo("cancelled");
        assertThat(itemStates(id)).containsExactly("cancelled", "cancelled");
    }

    @Test
    void aRetryPutsBackWhatDidNotCompleteAndOnlyThat() throws SQLException {
        long id = submit(Packages.some(2));
        ClaimedJob job = claim("a");
        QueuedItem second = job.next().get(0);
        queue.settle(job.lease(), started(job), DONE, second, false, NOBODY);
        queue.settle(job.lease(), second, new ItemOutcome.Failed("not_found", "gone"), null, true, NOBODY);

        assertThat(retrying.retry(id)).isEqualTo(Outcome.DONE);
        assertThat(retrying.retry(id)).isEqualTo(Outcome.ALREADY);

        assertThat(progressOf(id)).isEqualTo(List.of("pending", 1, 0));
        assertThat(itemStates(id)).containsExactly("completed", "pending");
        ClaimedJob again = claim("b");
        assertThat(again.lease().epoch()).isEqualTo(2);
        assertThat(started(again).wanted()).isEqualTo(Packages.number(1));
    }

    @Test
    void whatMakesNoSenseIsRefused() throws SQLException {
        long done = submit(Packages.number(1));
        ClaimedJob job = claim("a");
        queue.settle(job.lease(), started(job), DONE, null, true, NOBODY);
        long pending = submit(Packages.number(2));

        assertThat(control.cancel(done)).isEqualTo(Outcome.REFUSED);
        assertThat(control.retry(done)).isEqualTo(Outcome.REFUSED);
        assertThat(control.retry(pending)).isEqualTo(Outcome.REFUSED);
        assertThat(control.cancel(999)).isEqualTo(Outcome.UNKNOWN);
        assertThat(control.retry(999)).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void aRescueLeavesLivingLeasesAndRaisesTheTokenOfTheDead() throws SQLException {
        submit(Packages.number(1));
        submit(Packages.number(2));
        Lease living = claim("a").lease();
        Lease dead = claim("b").lease();
        expire(dead.jobId());

        assertThat(queue.rescue(4, 5)).hasSize(1);

        assertThat(statusOf(living.jobId())).isEqualTo("running");
        assertThat(query("select status, lease_epoch from job where id = ?", dead.jobId()))
                .containsExactly(List.of("pending", 2L));
        assertThat(started(claim("c")).attempts()).isEqualTo(2);
    }

    @Test
    void anItemThatKillsItsWorkersEndsFailedAndTheOthersGoOn() throws SQLException {
        long id = submit(Packages.some(2));
        for (int attempt = 1; attempt <= 2; attempt++) {
            assertThat(started(claim("w" + attempt)).attempts()).isEqualTo(attempt);
            expire(id);
            queue.rescue(2, 5);
        }

        ClaimedJob job = claim("survivor");

        assertThat(started(job).wanted()).isEqualTo(Packages.number(1));
        queue.settle(job.lease(), started(job), DONE, null, true, NOBODY);
        assertThat(progressOf(id)).isEqualTo(List.of("failed", 1, 1));
        assertThat(query("select error_code from job_item where job_id = ? and status = 'failed'", id))
                .containsExactly(List.of("worker_lost"));
    }

    @Test
    void aJobThatKeepsKillingWorkersEndsFailed() throws SQLException {
        long id = submit(Packages.some(2));
        for (int crash = 1; crash <= 5; crash++) {
            claim("w" + crash);
            expire(id);
            queue.rescue(100, 5);
        }

        assertThat(progressOf(id)).isEqualTo(List.of("failed", 0, 2));
    }

    @Test
    void whenOnlyAPoisonedItemWasLeftTheNextClaimEndsTheJob() throws SQLException {
        long id = submit(Packages.number(1));
        claim("a");
        expire(id);
        queue.rescue(1, 5);

        ClaimedJob job = claim("b");
        assertThat(job.started()).isNull();
        assertThat(queue.giveBack(job.lease())).isPresent();

        assertThat(statusOf(id)).isEqualTo("failed");
    }

    @Test
    void progressNeverFallsWithinAnAttempt() throws SQLException {
        submit(Packages.number(1));
        ClaimedJob job = claim("a");

        assertThat(queue.progress(job.lease(), started(job), 700, null)).isTrue();
        assertThat(queue.progress(job.lease(), started(job), 10, null)).isTrue(); // the archive is fetched once more

        assertThat(query("select downloaded_bytes from job_item")).containsExactly(List.of(700L));
    }

    @Test
    void heartbeatsRewriteNoIndex() throws SQLException {
        for (PackageId each : Packages.some(30)) {
            submit(each);
        }
        List<Lease> held = queue.claim("a", 30, LEASE).jobs().stream()
                .map(ClaimedJob::lease)
                .toList();
        long updates = number("n_tup_upd");
        long heapOnly = number("n_tup_hot_upd");

        for (int beat = 0; beat < 50; beat++) {
            assertThat(queue.heartbeat("a", held, LEASE)).hasSize(30);
        }

        Awaitility.await().until(() -> number("n_tup_upd") - updates >= 1_500);
        assertThat(number("n_tup_hot_upd") - heapOnly)
                .isGreaterThanOrEqualTo((number("n_tup_upd") - updates) * 95 / 100);
    }

    private static long number(String statistic) {
        return (Long)
                Objects.requireNonNull(query("select " + statistic + " from pg_stat_user_tables where relname = 'job'")
                        .get(0)
                        .get(0));
    }

    @Test
    void noPlanOfTheClaimScansTheTablesWhateverTheStatisticsSay() throws SQLException {
        submit(Packages.number(1));
        execute("analyze job");
        execute("analyze job_item");
        execute("""
                insert into job (created_by, total_items, completed_items, status, completed_at)
                select 'bulk', 1, 1, 'completed', now() from generate_series(1, 20000)
                """);
        execute("""
                insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch, status, attempts, completed_at)
                select id, 0, 'example.com', 'acme', 'demo', '1.0.0', 'linux', 'amd64', 'completed', 1, now()
                from job where created_by = 'bulk'
                """);

        assertThat(genericPlan(QueueSql.CLAIM, "5, 'a', 60000")).doesNotContain("Seq Scan on job");
        assertThat(genericPlan(
                        QueueSql.SETTLE,
                        "'{1}', '{1}', '{1}', '{completed}', '{0}', '{t}', '{null}', '{null}', '{7}', '{t}', '{null}'"))
                .doesNotContain("Seq Scan on job");
        assertThat(genericPlan(QueueSql.HEARTBEAT, "60000, array[1], 'a'")).doesNotContain("Seq Scan on job");
        assertThat(genericPlan(QueueSql.LOCK_LOST, "null")).doesNotContain("Seq Scan on job");
        assertThat(genericPlan(QueueSql.RESCUE, "4, 5, true, array[1]")).doesNotContain("Seq Scan on job");
        assertThat(genericPlan(QueueSql.OWNED, "'a'")).doesNotContain("Seq Scan on job");
        assertThat(genericPlan(QueueSql.HOLD, "1, 1")).doesNotContain("Seq Scan on job");
        assertThat(genericPlan(QueueSql.GIVE_BACK, "1, 1")).doesNotContain("Seq Scan on job");
        assertThat(genericPlan(QueueStats.QUEUE_DEPTH, "")).doesNotContain("Seq Scan on job");
        assertThat(genericPlan(ProgressReader.BEGIN, "1000, 1")).doesNotContain("Seq Scan on job");
        assertThat(genericPlan(ProgressReader.SINCE, "1, 1, 1000, 1")).doesNotContain("Seq Scan on job");
        assertThat(genericPlan(JobItems.PAGE, "1, 0, null, null, 1000")).doesNotContain("Seq Scan on job");
    }

    @Test
    void theCensusCountsWhatIsUnfinished() throws Exception {
        QueueStats backlog = new QueueStats(TestDatabase.dataSource(), TestDatabase.notifications());
        assertThat(backlog.depth()).isEqualTo(new QueueStats.QueueDepth(false, 0, 0, 0, 0, 0, 0));

        submit(Packages.some(3));
        claim("a");
        submit(Packages.some(2));
        execute("update job set due_at = now() - interval '90 seconds' where status = 'pending'");
        long waiting = submit(Packages.number(1));
        execute("update job set due_at = now() + interval '1 hour' where id = ?", waiting);
        long ended = submit(Packages.number(1));
        control.cancel(ended);
        backlog.setPaused(true, "alice");

        QueueStats.QueueDepth depth = backlog.depth();
        backlog.setPaused(false, "alice");
        assertThat(depth.paused()).isTrue();
        assertThat(depth.pendingJobs()).isEqualTo(2);
        assertThat(depth.dueJobs()).isEqualTo(1);
        assertThat(depth.runningJobs()).isEqualTo(1);
        assertThat(depth.pendingItems()).isEqualTo(2 + 2 + 1);
        assertThat(depth.downloadingItems()).isEqualTo(1);
        assertThat(depth.oldestDueSeconds()).isBetween(90.0, 600.0);
    }

    private static String genericPlan(String sql, String arguments) throws SQLException {
        StringBuilder numbered = new StringBuilder();
        int number = 0;
        for (String part : sql.split("\\?", -1)) {
            numbered.append(number == 0 ? "" : "$" + number).append(part);
            number++;
        }
        try (Connection connection = TestDatabase.dataSource().getConnection();
                java.sql.Statement statement = connection.createStatement()) {
            statement.execute("set plan_cache_mode = force_generic_plan");
            statement.execute("prepare probe as " + numbered);
            StringBuilder plan = new StringBuilder();
            try (var rows = statement.executeQuery(
                    "explain execute probe" + (arguments.isEmpty() ? "" : " (" + arguments + ")"))) {
                while (rows.next()) {
                    plan.append(rows.getString(1)).append('\n');
                }
            }
            return plan.toString();
        }
    }

    private ClaimedJob claim(String owner) throws SQLException {
        List<ClaimedJob> jobs = queue.claim(owner, 1, LEASE).jobs();
        assertThat(jobs).hasSize(1);
        return jobs.get(0);
    }

    private static QueuedItem started(ClaimedJob job) {
        return Objects.requireNonNull(job.started());
    }

    private SettleResult settle(ClaimedJob job) {
        try {
            return queue.settle(job.lease(), started(job), DONE, null, true, NOBODY);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Outcome cancel(long id) {
        try {
            return control.cancel(id);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Work<T> {
        T run() throws SQLException;
    }

    private static <T> CompletableFuture<T> inBackground(Work<T> work) {
        return OwnThread.supply(() -> {
            try {
                return work.run();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void giveBack(Connection connection, Lease lease) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(QueueSql.GIVE_BACK)) {
            statement.setLong(1, lease.jobId());
            statement.setLong(2, lease.epoch());
            assertThat(statement.executeQuery().next()).isTrue();
        }
    }

    private static DataSource slow() {
        PGSimpleDataSource dataSource = (PGSimpleDataSource) TestDatabase.dataSource();
        dataSource.setOptions(dataSource.getOptions() + " -c tfmirror.slow=yes");
        return dataSource;
    }

    private static void lockItem(Connection connection, QueuedItem item) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select id from job_item where id = ? for no key update")) {
            statement.setLong(1, item.id());
            statement.execute();
        }
    }

    private static int waitingForALock() {
        return query("select pid from pg_stat_activity where wait_event_type = 'Lock'")
                .size();
    }

    private static void awaitSomebodyWaitingForALock() {
        Awaitility.await().until(() -> waitingForALock() > 0);
    }

    private static void lockJob(Connection connection, long id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select id from job where id = ? for no key update")) {
            statement.setLong(1, id);
            statement.execute();
        }
    }

    private static void insertPackage(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into mirrored_package (hostname, namespace, type, version, os, arch, filename, storage_key,
                  size_bytes, sha256, h1)
                values ('example.com', 'acme', 'demo', '1.0.0', 'linux', 'amd64', 'f', 'k', 1, repeat('0', 64), 'h1:x')
                """)) {
            statement.executeUpdate();
        }
    }

    private static void expire(long id) {
        execute("update job set lease_expires_at = now() - interval '1 second' where id = ?", id);
    }

    private static @Nullable Object statusOf(long id) {
        return query("select status from job where id = ?", id).get(0).get(0);
    }

    private static List<@Nullable Object> progressOf(long id) {
        return query("select status, completed_items, failed_items from job where id = ?", id)
                .get(0);
    }

    private static List<@Nullable Object> itemStates(long id) {
        return query("select status from job_item where job_id = ? order by ordinal", id).stream()
                .map(row -> row.get(0))
                .toList();
    }

    private static List<List<@Nullable Object>> everything(long id) {
        return query(
                "select job.*, job_item.* from job join job_item on job_id = job.id where job.id = ? order by ordinal",
                id);
    }
}
