package org.tfmirror.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.submit;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.admin.JobWatcher.Event;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.JobControl;
import org.tfmirror.job.JobProgress;
import org.tfmirror.job.JobQueue;
import org.tfmirror.job.ProgressReader;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.job.Settlement;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.FaultyDataSource;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** Jobs are watched on a real database, in a time that the test turns by hand. */
class JobWatchesTest {

    private static final PackageId FIRST = Packages.number(0);
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final FaultyDataSource database = new FaultyDataSource(TestDatabase.dataSource());
    private final JobQueue queue = new JobQueue(TestDatabase.dataSource());
    private final Queue<Runnable> later = new ArrayDeque<>();
    private final AtomicLong nanoTime = new AtomicLong();
    private final JobWatches watches = new JobWatches(
            new ProgressReader(database.dataSource()), 3, (task, delay) -> later.add(task), nanoTime::get);

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    /** A client that takes all it is sent, unless it is told not to. */
    private static final class Client implements JobWatcher.Sink {
        final List<Event> events = new ArrayList<>();
        boolean ready = true;
        boolean completed;

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void send(List<Event> more) {
            events.addAll(more);
        }

        @Override
        public void complete() {
            completed = true;
        }

        List<@Nullable String> names() {
            return events.stream().<@Nullable String>map(Event::name).toList();
        }

        ItemEvent lastItem() {
            return (ItemEvent) Objects.requireNonNull(events.stream()
                    .filter(each -> "item".equals(each.name()))
                    .reduce((a, b) -> b)
                    .orElseThrow()
                    .data());
        }

        JobEvent lastJob() {
            return (JobEvent) Objects.requireNonNull(events.stream()
                    .filter(each -> "job".equals(each.name()))
                    .reduce((a, b) -> b)
                    .orElseThrow()
                    .data());
        }
    }

    private JobWatcher watch(long jobId, Client client) throws SQLException {
        JobWatcher watcher = new JobWatcher(client);
        watches.join(watches.first(jobId), watcher);
        return watcher;
    }

    private void secondPasses() {
        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
        List<Runnable> due = List.copyOf(later);
        later.clear();
        due.forEach(Runnable::run);
    }

    private ClaimedJob claim() throws SQLException {
        return queue.claim("me", 1, LEASE).jobs().get(0);
    }

    private static QueuedItem started(ClaimedJob job) {
        return Objects.requireNonNull(job.started());
    }

    @Test
    void aWatcherIsFirstToldEverything() throws Exception {
        Client client = new Client();
        watch(submit(Packages.some(3)), client);

        assertThat(client.names()).containsExactly("item", "item", "item", "job");
        assertThat(client.lastJob().status()).isEqualTo("pending");
        assertThat(client.lastJob().totalItems()).isEqualTo(3);
        assertThat(client.completed).isFalse();
    }

    @Test
    void thenEachChangeAndNothingElse() throws Exception {
        Client client = new Client();
        watch(submit(Packages.some(2)), client);
        client.events.clear();
        secondPasses();
        assertThat(client.events).isEmpty();

        ClaimedJob job = claim();
        secondPasses();
        assertThat(client.names()).containsExactly("item", "job");
        assertThat(client.lastItem().status()).isEqualTo("downloading");

        client.events.clear();
        queue.settle(
                job.lease(),
                started(job),
                new Settlement.Failed("not_found", "no"),
                job.next().get(0),
                false);
        secondPasses();
        assertThat(client.names()).containsExactly("item", "item", "job");
        assertThat(client.lastJob().failedItems()).isEqualTo(1);
        assertThat(client.lastJob().progress()).isEqualTo(50);
    }

    @Test
    void bytesMoveAndTellTheRateAndTheTimeLeft() throws Exception {
        long id = submit(FIRST);
        ClaimedJob job = claim();
        Client client = new Client();
        watch(id, client);
        assertThat(client.lastItem().bytesPerSecond()).isNull();

        for (int second = 1; second <= 3; second++) {
            queue.progress(job.lease(), started(job), 100L * second, 1_000L);
            secondPasses();
        }

        ItemEvent item = client.lastItem();
        assertThat(item.downloadedBytes()).isEqualTo(300);
        assertThat(item.expectedBytes()).isEqualTo(1000);
        assertThat(item.bytesPerSecond()).isEqualTo(100);
        assertThat(item.secondsLeft()).isEqualTo(7);
    }

    @Test
    void whereTheOriginDoesNotSayHowMuchComesNoTimeIsPromised() throws Exception {
        long id = submit(FIRST);
        ClaimedJob job = claim();
        Client client = new Client();
        watch(id, client);

        for (int second = 1; second <= 3; second++) {
            queue.progress(job.lease(), started(job), 100L * second, null);
            secondPasses();
        }

        assertThat(client.lastItem().bytesPerSecond()).isEqualTo(100);
        assertThat(client.lastItem().secondsLeft()).isNull();
    }

    @Test
    void theStreamEndsWithTheEventOfTheJobsEnd() throws Exception {
        long id = submit(FIRST);
        ClaimedJob job = claim();
        Client client = new Client();
        watch(id, client);

        queue.settle(job.lease(), started(job), new Settlement.Completed(7), null, true);
        secondPasses();

        Event last = client.events.get(client.events.size() - 1);
        assertThat(last.name()).isEqualTo("job");
        assertThat(last.last()).isTrue();
        assertThat(client.lastJob().status()).isEqualTo("completed");
        assertThat(client.lastItem().sizeBytes()).isEqualTo(7);
        assertThat(client.completed).isTrue();
    }

    @Test
    void anItemThatFallsBackIsSeenToo() throws Exception {
        long id = submit(FIRST);
        ClaimedJob job = claim();
        Client client = new Client();
        watch(id, client);
        secondPasses();
        execute("update job_item set started_at = now() - interval '1 hour'");

        queue.giveBack(job.lease());
        secondPasses();

        assertThat(client.lastItem().status()).isEqualTo("pending");
        assertThat(client.lastJob().status()).isEqualTo("pending");
    }

    @Test
    void aFinishedJobIsToldOfAndOver() throws Exception {
        long id = submit(FIRST);
        new JobControl(TestDatabase.dataSource(), TestDatabase.bell()).cancel(id);
        Client client = new Client();

        watch(id, client);

        assertThat(client.names()).containsExactly("item", "job");
        assertThat(client.completed).isTrue();
        assertThat(watches.count()).isZero();
        assertThat(later).isEmpty();
    }

    @Test
    void allWatchersOfAJobCostOneStatementASecondAndNobodyNone() throws Exception {
        long id = submit(FIRST);
        Client first = new Client();
        List<JobWatcher> watchers = List.of(watch(id, first), watch(id, new Client()), watch(id, new Client()));
        database.forget();

        secondPasses();
        secondPasses();
        assertThat(database.statements()).hasSize(2);

        watchers.forEach(each -> watches.leave(id, each));
        database.forget();
        secondPasses();
        assertThat(database.statements()).isEmpty();
        assertThat(later).isEmpty();
    }

    @Test
    void onlySoManyMayWatch() throws Exception {
        long id = submit(FIRST);
        JobWatcher leaving = watch(id, new Client());
        watch(id, new Client());
        watch(id, new Client());

        assertThatThrownBy(() -> watches.first(id)).isInstanceOfSatisfying(RefusedRequestException.class, refused -> {
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.code()).isEqualTo("too_many_watchers");
        });

        watches.leave(id, leaving);
        watches.leave(id, leaving);
        JobProgress first = watches.first(id);
        watch(id, new Client());
        Client late = new Client();
        watches.join(first, new JobWatcher(late));
        assertThat(late.completed).isTrue();
        assertThat(watches.count()).isEqualTo(3);
    }

    @Test
    void aSlowClientIsToldTheSumLater() throws Exception {
        long id = submit(FIRST);
        ClaimedJob job = claim();
        Client client = new Client();
        watch(id, client);
        client.events.clear();
        client.ready = false;

        for (int second = 1; second <= 3; second++) {
            queue.progress(job.lease(), started(job), 100L * second, 1_000L);
            secondPasses();
        }
        assertThat(client.events).isEmpty();

        client.ready = true;
        secondPasses();
        assertThat(client.names()).containsExactly("item");
        assertThat(client.lastItem().downloadedBytes()).isEqualTo(300);
    }

    @Test
    void aSignOfLifeIsGivenWhereNothingChangesEvenWithoutADatabase() throws Exception {
        Client client = new Client();
        watch(submit(FIRST), client);
        client.events.clear();

        for (int second = 0; second < 15; second++) {
            secondPasses();
        }
        assertThat(client.events).containsExactly(new Event(null, null, false));

        database.goDown();
        for (int second = 0; second < 15; second++) {
            secondPasses();
        }
        assertThat(client.events).hasSize(2);
        assertThat(client.completed).isFalse();
    }

    @Test
    void whatHappenedWhileTheDatabaseWasAwayIsMadeUpFor() throws Exception {
        long id = submit(Packages.some(2));
        Client client = new Client();
        watch(id, client);
        secondPasses();
        database.goDown();
        secondPasses();
        execute("update job_item set status = 'failed', error_code = 'x', completed_at = now() - interval '1 hour'"
                + " where ordinal = 0");
        database.comeBack();

        secondPasses();

        assertThat(client.lastItem().status()).isEqualTo("failed");
    }

    @Test
    void packagesThatAConstraintBringsAreSeenTwoSecondsLaterAtTheLatest() throws Exception {
        long id = submit(FIRST);
        execute("""
                insert into job_item (job_id, ordinal, hostname, namespace, type, version_constraint, platforms)
                values (?, 1, 'example.com', 'acme', 'demo', '~> 1.0', 'linux_amd64')
                """, id);
        execute("update job_item set status = 'completed', completed_at = now() where ordinal = 0");
        execute("update job set completed_items = 1");
        Client client = new Client();
        watch(id, client);
        assertThat(client.names()).containsExactly("item", "job"); // a constraint is no item of the job
        assertThat(client.lastItem().version()).isEqualTo(FIRST.version().toString());
        assertThat(client.lastJob().progress()).isZero(); // of how many is not known yet
        secondPasses();
        client.events.clear();

        execute("update job_item set status = 'completed', completed_at = now() where ordinal = 1");
        execute("""
                insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch)
                values (?, 2, 'example.com', 'acme', 'demo', '1.7.0', 'linux', 'amd64')
                """, id);
        execute("update job set total_items = 2");
        secondPasses();
        secondPasses();

        assertThat(client.lastItem().version()).isEqualTo("1.7.0");
        assertThat(client.lastJob().progress()).isEqualTo(50);
    }

    @Test
    void aConstraintIsToldOfWhileItHasAFaultAndOnceMoreWhenItHasNone() throws Exception {
        long id = submit(FIRST);
        execute("""
                insert into job_item (job_id, ordinal, hostname, namespace, type, version_constraint, platforms)
                values (?, 1, 'example.com', 'acme', 'demo', '~> 1.0', 'linux_amd64')
                """, id);
        Client client = new Client();
        watch(id, client);
        client.events.clear();

        execute("update job_item set error_code = 'timeout', next_attempt_at = now() where ordinal = 1");
        secondPasses();
        assertThat(client.names()).containsExactly("item");
        assertThat(client.lastItem().version()).isEqualTo("~> 1.0");
        assertThat(client.lastItem().errorCode()).isEqualTo("timeout");

        execute("update job_item set error_code = null, next_attempt_at = null, status = 'completed',"
                + " completed_at = now() where ordinal = 1");
        secondPasses();
        assertThat(client.names()).containsExactly("item", "item");
        assertThat(client.lastItem().errorCode()).isNull();
        assertThat(client.lastItem().status()).isEqualTo("completed");

        secondPasses();
        assertThat(client.names()).hasSize(2);
        Client later = new Client();
        watch(id, later);
        secondPasses();
        assertThat(later.names()).as("who did not hear of the fault").containsExactly("item", "job");
    }

    @Test
    void aJobThatIsForgottenEndsItsStreams() throws Exception {
        long id = submit(FIRST);
        Client client = new Client();
        watch(id, client);
        execute("delete from job where id = ?", id);

        secondPasses();

        assertThat(client.completed).isTrue();
    }

    @Test
    void aStreamEndsAfterAnHourForTokensEndTooEvenIfTheClientReadsNoLonger() throws Exception {
        long id = submit(FIRST);
        Client client = new Client();
        JobWatcher watcher = watch(id, client);
        client.ready = false;
        JobPicture.Snapshot unchanged = JobPicture.of(watches.first(id));
        for (int second = 0; second < 3_598; second++) {
            watcher.show(unchanged);
        }
        assertThat(client.completed).isFalse();

        secondPasses();

        assertThat(client.completed).isTrue();
        assertThat(watches.count()).isZero();
        secondPasses();
        assertThat(later).isEmpty();
    }

    @Test
    void theReplicasEndEndsAllStreamsAndLetsNobodyIn() throws Exception {
        long id = submit(FIRST);
        Client client = new Client();
        watch(id, client);
        JobProgress first = watches.first(id);

        watches.end();

        assertThat(client.completed).isTrue();
        Client late = new Client();
        watches.join(first, new JobWatcher(late));
        assertThat(late.completed).isTrue();
        assertThatThrownBy(() -> watches.first(id))
                .isInstanceOfSatisfying(
                        RefusedRequestException.class,
                        refused -> assertThat(refused.code()).isEqualTo("shutting_down"));
    }
}
