package org.tfmirror.live;

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
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.ItemOutcome;
import org.tfmirror.job.JobControl;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.job.progress.ProgressReader;
import org.tfmirror.job.progress.ProgressReader.JobProgress;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.job.queue.JobQueue.Claimant;
import org.tfmirror.live.JobEventStream.Event;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.FaultyDataSource;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** Jobs are watched on a real database, in a time that the test turns by hand. */
class JobEventHubTest {

    /** For whom no job is claimed in place of the one that ends. */
    private static final @Nullable Claimant NOBODY = null;

    private static final PackageId FIRST = Packages.number(0);
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final FaultyDataSource database = new FaultyDataSource(TestDatabase.dataSource());
    private final JobQueue queue = new JobQueue(TestDatabase.dataSource());
    private final Queue<Runnable> later = new ArrayDeque<>();
    private final AtomicLong nanoTime = new AtomicLong();
    private final JobEventHub hub = new JobEventHub(
            new ProgressReader(database.dataSource()), 3, (task, delay) -> later.add(task), nanoTime::get);

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    /** A client that takes all it is sent, unless it is told not to. */
    private static final class Client implements JobEventStream.Sink {
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

        List<ItemEvent> items() {
            return events.stream()
                    .filter(each -> "item".equals(each.name()))
                    .map(each -> (ItemEvent) Objects.requireNonNull(each.data()))
                    .toList();
        }

        ItemEvent lastItem() {
            return items().get(items().size() - 1);
        }

        JobEvent lastJob() {
            return (JobEvent) Objects.requireNonNull(events.stream()
                    .filter(each -> "job".equals(each.name()))
                    .reduce((a, b) -> b)
                    .orElseThrow()
                    .data());
        }
    }

    private JobEventStream watch(long jobId, Client client) throws SQLException {
        JobEventStream stream = new JobEventStream(client);
        hub.join(hub.first(jobId), stream);
        return stream;
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

    /** Ends the first item, and starts the second. */
    private void settle(ClaimedJob job, ItemOutcome outcome) throws SQLException {
        queue.settle(job.lease(), started(job), outcome, job.next().get(0), false, NOBODY);
    }

    /** A statement that changes items changes their job's row, too. */
    private static void change(long job, String items) {
        execute("update job_item set " + items);
        execute("update job set status = status where id = ?", job);
    }

    @Test
    void aStreamBeginsWithTheCounts() throws Exception {
        Client client = new Client();
        watch(submit(Packages.some(3)), client);

        assertThat(client.names()).containsExactly("job");
        assertThat(client.lastJob().status()).isEqualTo("pending");
        assertThat(client.lastJob().totalItems()).isEqualTo(3);
        assertThat(client.completed).isFalse();
    }

    @Test
    void aStreamBeginsWithWhatIsUnderWayOrFailed() throws Exception {
        long id = submit(Packages.some(4));
        ClaimedJob job = claim();
        settle(job, new ItemOutcome.Failed("not_found", "no"));
        Client client = new Client();

        watch(id, client);

        assertThat(client.names()).containsExactly("item", "item", "job");
        assertThat(client.items()).extracting(ItemEvent::status).containsExactly("failed", "downloading");
        client.events.clear();
        secondPasses();
        assertThat(client.events).as("what is known").isEmpty();
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
        settle(job, new ItemOutcome.Failed("not_found", "no"));
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

        queue.settle(job.lease(), started(job), new ItemOutcome.Completed(7), null, true, NOBODY);
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

        queue.giveBack(job.lease());
        secondPasses();

        assertThat(client.lastItem().status()).isEqualTo("pending");
        assertThat(client.lastJob().status()).isEqualTo("pending");
    }

    @Test
    void aFinishedJobIsToldOfAndOver() throws Exception {
        long id = submit(FIRST);
        new JobControl(TestDatabase.dataSource(), TestDatabase.notifications()).cancel(id);
        Client client = new Client();

        watch(id, client);

        assertThat(client.names()).containsExactly("job");
        assertThat(client.lastJob().cancelledItems()).isEqualTo(1);
        assertThat(client.completed).isTrue();
        assertThat(hub.count()).isZero();
        assertThat(later).isEmpty();
    }

    @Test
    void allWatchersOfAJobCostOneStatementASecondAndNobodyNone() throws Exception {
        long id = submit(FIRST);
        Client first = new Client();
        List<JobEventStream> streams = List.of(watch(id, first), watch(id, new Client()), watch(id, new Client()));
        database.forget();

        secondPasses();
        secondPasses();
        assertThat(database.statements()).hasSize(2);

        streams.forEach(each -> hub.leave(id, each));
        database.forget();
        secondPasses();
        assertThat(database.statements()).isEmpty();
        assertThat(later).isEmpty();
    }

    @Test
    void onlySoManyMayWatch() throws Exception {
        long id = submit(FIRST);
        JobEventStream leaving = watch(id, new Client());
        watch(id, new Client());
        watch(id, new Client());

        assertThatThrownBy(() -> hub.first(id)).isInstanceOfSatisfying(RefusedRequestException.class, refused -> {
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.code()).isEqualTo("too_many_watchers");
        });

        hub.leave(id, leaving);
        hub.leave(id, leaving);
        JobProgress first = hub.first(id);
        watch(id, new Client());
        Client late = new Client();
        hub.join(first, new JobEventStream(late));
        assertThat(late.completed).isTrue();
        assertThat(hub.count()).isEqualTo(3);
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
        settle(claim(), new ItemOutcome.Failed("not_found", "no"));
        database.comeBack();

        secondPasses();

        assertThat(client.items()).extracting(ItemEvent::status).containsExactly("failed", "downloading");
    }

    @Test
    void packagesThatAConstraintBringsAreSeen() throws Exception {
        long id = submit(FIRST);
        execute("""
                insert into job_item (job_id, ordinal, hostname, namespace, type, version_constraint, platforms)
                values (?, 1, 'example.com', 'acme', 'demo', '~> 1.0', 'linux_amd64')
                """, id);
        execute("update job_item set status = 'completed', completed_at = now() where ordinal = 0");
        execute("update job set completed_items = 1");
        Client client = new Client();
        watch(id, client);
        assertThat(client.names()).containsExactly("job");
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

        assertThat(client.items()).extracting(ItemEvent::version).containsExactly("~> 1.0", "1.7.0");
        assertThat(client.lastJob().progress()).isEqualTo(50);
    }

    @Test
    void aConstraintIsToldOfWithItsFaultAndAtItsEnd() throws Exception {
        long id = submit(FIRST);
        execute("""
                insert into job_item (job_id, ordinal, hostname, namespace, type, version_constraint, platforms)
                values (?, 1, 'example.com', 'acme', 'demo', '~> 1.0', 'linux_amd64')
                """, id);
        execute("update job_item set status = 'completed' where ordinal = 0");
        Client client = new Client();
        watch(id, client);
        client.events.clear();

        change(id, "status = 'downloading', attempts = attempts + 1 where ordinal = 1");
        secondPasses();
        assertThat(client.names()).isEmpty();

        change(id, "error_code = 'timeout', next_attempt_at = now(), status = 'pending' where ordinal = 1");
        secondPasses();
        assertThat(client.names()).containsExactly("item");
        assertThat(client.lastItem().version()).isEqualTo("~> 1.0");
        assertThat(client.lastItem().errorCode()).isEqualTo("timeout");

        change(
                id,
                "error_code = null, next_attempt_at = null, status = 'completed', completed_at = now()"
                        + " where ordinal = 1");
        secondPasses();
        assertThat(client.names()).containsExactly("item", "item");
        assertThat(client.lastItem().errorCode()).isNull();
        assertThat(client.lastItem().status()).isEqualTo("completed");

        Client later = new Client();
        watch(id, later);
        secondPasses();
        assertThat(later.names()).as("who did not hear of the fault").containsExactly("job");
    }

    @Test
    void moreChangesThanOneLookTellsAreSaidToBeSkipped() throws Exception {
        long id = submit(FIRST);
        execute("""
                insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch)
                select ?, n, 'example.com', 'acme', 'demo', '2.' || n || '.0', 'linux', 'amd64'
                from generate_series(1, 1500) n
                """, id);
        Client client = new Client();
        watch(id, client);
        Client slow = new Client();
        watch(id, slow);
        client.events.clear();
        slow.events.clear();
        slow.ready = false;

        change(id, "status = 'failed', error_code = 'not_found' where ordinal = 1");
        secondPasses();
        assertThat(client.names()).containsExactly("item");
        client.events.clear();

        change(id, "status = 'failed', error_code = 'not_found' where ordinal > 1");
        secondPasses();
        assertThat(client.names()).hasSize(1_001).startsWith("skipped", "item");
        assertThat(client.events.get(0).data()).isEqualTo(new SkippedEvent("/admin/api/jobs/" + id + "/items"));
        client.events.clear();

        secondPasses();
        assertThat(client.names()).as("nothing again").isEmpty();

        change(id, "status = 'failed', error_code = 'not_found' where ordinal = 0");
        slow.ready = true;
        secondPasses();
        assertThat(client.names()).containsExactly("item");
        assertThat(slow.names()).as("told of the sum").hasSize(1_001).startsWith("skipped", "item");

        Client late = new Client();
        watch(id, late);
        assertThat(late.names()).as("of too many faults").hasSize(1_002).startsWith("skipped", "item");
    }

    @Test
    void streamsThatBeganAtDifferentTimesAreToldTheSame() throws Exception {
        long id = submit(Packages.some(3));
        Client early = new Client();
        watch(id, early);
        early.ready = false;
        ClaimedJob job = claim();
        Client late = new Client();
        watch(id, late);
        settle(job, new ItemOutcome.Completed(7));
        early.ready = true;

        secondPasses();

        for (Client each : List.of(early, late)) {
            List<ItemEvent> items = each.items();
            assertThat(items.subList(items.size() - 2, items.size()))
                    .extracting(ItemEvent::status)
                    .containsExactly("completed", "downloading");
            assertThat(each.lastJob().completedItems()).isEqualTo(1);
        }
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
    void aStreamEndsAfterAnHourEvenIfTheClientReadsNoLonger() throws Exception {
        long id = submit(FIRST);
        Client client = new Client();
        JobEventStream stream = watch(id, client);
        client.ready = false;
        LiveJobView.Look unchanged = LiveJobView.first(hub.first(id));
        for (int second = 0; second < 3_598; second++) {
            stream.show(unchanged, stream.isReady());
        }
        assertThat(client.completed).isFalse();

        secondPasses();

        assertThat(client.completed).isTrue();
        assertThat(hub.count()).isZero();
        secondPasses();
        assertThat(later).isEmpty();
    }

    @Test
    void theReplicasEndEndsAllStreamsAndLetsNobodyIn() throws Exception {
        long id = submit(FIRST);
        Client client = new Client();
        watch(id, client);
        JobProgress first = hub.first(id);

        hub.end();

        assertThat(client.completed).isTrue();
        Client late = new Client();
        hub.join(first, new JobEventStream(late));
        assertThat(late.completed).isTrue();
        assertThatThrownBy(() -> hub.first(id))
                .isInstanceOfSatisfying(
                        RefusedRequestException.class,
                        refused -> assertThat(refused.code()).isEqualTo("shutting_down"));
    }
}
