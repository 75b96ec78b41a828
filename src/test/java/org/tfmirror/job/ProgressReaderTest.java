package org.tfmirror.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;
import static org.tfmirror.test.TestDatabase.submit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.job.progress.JobItems.ItemProgress;
import org.tfmirror.job.progress.ProgressReader;
import org.tfmirror.job.progress.ProgressReader.JobProgress;
import org.tfmirror.job.queue.JobAdditions;
import org.tfmirror.job.queue.JobAdditions.TooManyItems;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.job.queue.JobQueue.Claimant;
import org.tfmirror.job.queue.JobQueue.SettleResult;
import org.tfmirror.job.queue.SettleRequest;
import org.tfmirror.job.queue.SettleStatement;
import org.tfmirror.test.OwnThread;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.test.TestJobLimits;

/** A reader who knows a job as of one change hears of all later ones, and of nothing else. */
class ProgressReaderTest {

    /** For whom no job is claimed in place of the one that ends. */
    private static final @Nullable Claimant NOBODY = null;

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final ItemOutcome DONE = new ItemOutcome.Completed(7);
    private static final ItemOutcome LATER = new ItemOutcome.Retry("timeout", "too slow", Duration.ofMillis(0), true);

    private final JobQueue queue = new JobQueue(TestDatabase.dataSource());
    private final JobControl control = new JobControl(TestDatabase.retryingDataSource(), TestDatabase.notifications());
    private final ProgressReader reader = new ProgressReader(TestDatabase.dataSource());
    private long seen;

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    /** What is new since the last time, each item as its number in the job and its status. */
    private List<String> news(long job) throws SQLException {
        JobProgress progress = reader.since(job, seen).orElseThrow();
        List<String> news = progress.items().stream()
                .filter(item -> item.changeSeq() > seen)
                .map(item -> number(item) + " " + item.status().wireName())
                .toList();
        seen = Math.max(seen, progress.changeSeq());
        return news;
    }

    private static String number(ItemProgress item) {
        return item.stored().isConstraint()
                ? item.stored().version()
                : item.stored().version().split("\\.")[1];
    }

    private long watched(long job) throws SQLException {
        seen = reader.begin(job).orElseThrow().changeSeq();
        return job;
    }

    private ClaimedJob claim() throws SQLException {
        return queue.claim("me", 1, LEASE).jobs().get(0);
    }

    private static QueuedItem started(ClaimedJob job) {
        return Objects.requireNonNull(job.started());
    }

    private static void expire(long job) {
        execute("update job set lease_expires_at = now() - interval '1 second' where id = ?", job);
    }

    private SettleResult settle(ClaimedJob job, ItemOutcome outcome, @Nullable QueuedItem next) throws SQLException {
        return queue.settle(job.lease(), started(job), outcome, next, false, NOBODY);
    }

    @Test
    void begins_with_what_is_under_way_or_has_a_fault() throws Exception {
        long job = submit(List.of(Packages.selected("~> 1.0", "linux_amd64")), Packages.some(5));
        execute("update job_item set ordinal = 5000 where version_constraint is not null");
        execute("update job_item set status = 'failed', error_code = 'not_found' where version = '1.1.0'");
        execute("update job_item set status = 'completed' where version in ('1.0.0', '1.2.0')");
        execute("update job_item set error_code = 'timeout', next_attempt_at = now() where version = '1.3.0'");
        execute("update job_item set status = 'downloading', attempts = 1 where version = '1.4.0'");

        JobProgress progress = reader.begin(job).orElseThrow();

        assertThat(progress.items()).extracting(ProgressReaderTest::number).containsExactly("1", "3", "4");
        assertThat(progress.totalItems()).isEqualTo(5);
        assertThat(progress.unexpanded()).isEqualTo(1);
        assertThat(progress.full()).isFalse();
        assertThat(news(watched(job))).isEmpty();
    }

    @Test
    void each_move_of_the_queue_is_news_once() throws Exception {
        long id = watched(submit(Packages.some(3)));

        ClaimedJob job = claim();
        assertThat(news(id)).containsExactly("0 downloading");
        assertThat(news(id)).isEmpty();

        settle(job, LATER, job.next().get(0));
        assertThat(news(id)).as("a retry").containsExactly("0 pending", "1 downloading");

        queue.giveBack(job.lease());
        assertThat(news(id)).as("given back").containsExactly("1 pending");

        claim();
        expire(id);
        queue.rescue(5, 5);
        assertThat(news(id)).as("rescued").containsExactly("0 pending");

        ClaimedJob again = claim();
        settle(again, new ItemOutcome.Failed("not_found", "no"), null);
        queue.giveBack(again.lease());
        assertThat(news(id)).as("failed").containsExactly("0 failed");

        control.cancel(id);
        assertThat(news(id)).as("cancelled").containsExactly("1 cancelled", "2 cancelled");

        control.retry(id);
        assertThat(news(id)).as("retried").containsExactly("0 pending", "1 pending", "2 pending");
        watched(id);
        assertThat(news(id)).isEmpty();
        assertThat(claim().lease().jobId()).isEqualTo(id);
        assertThat(news(id)).as("nothing of the retry again").containsExactly("0 downloading");
    }

    @Test
    void packages_of_a_constraint_are_news() throws Exception {
        long id = watched(submit(List.of(Packages.selected("~> 1.0", "linux_amd64")), Packages.number(9)));
        ClaimedJob job = claim();
        assertThat(news(id)).as("a constraint without a fault").isEmpty();

        JobAdditions additions = new JobAdditions(new TestJobLimits(10, 10));
        queue.settle(job.lease(), started(job), DONE, null, false, (JobQueue.Alongside<TooManyItems>)
                connection -> additions.add(connection, job.lease(), List.of(Packages.some(2))));

        assertThat(news(id)).containsExactly("~> 1.0 completed", "0 pending", "1 pending");
    }

    @Test
    void a_heartbeat_and_progress_are_no_news() throws Exception {
        long id = watched(submit(Packages.some(2)));
        ClaimedJob job = claim();
        news(id);
        long number = seen;

        queue.heartbeat("me", List.of(job.lease()), LEASE);
        queue.progress(job.lease(), started(job), 42, 100L);

        assertThat(news(id)).isEmpty();
        assertThat(seen).isEqualTo(number);
        JobProgress progress = reader.since(id, seen).orElseThrow();
        assertThat(progress.items()).as("but the one under way is read").hasSize(1);
        assertThat(progress.items().get(0).downloadedBytes()).isEqualTo(42);
    }

    @Test
    void of_too_many_changes_the_last_are_read() throws Exception {
        long id = submit(Packages.number(0));
        execute("""
                insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch)
                select ?, n, 'example.com', 'acme', 'demo', '1.' || n || '.0', 'linux', 'amd64'
                from generate_series(1, 1500) n
                """, id);
        watched(id);
        assertThat(reader.begin(id).orElseThrow().full()).isFalse();
        for (String which : List.of("ordinal >= 1000", "ordinal < 1000")) {
            execute("update job_item set status = 'failed', error_code = 'not_found' where " + which);
        }
        execute("update job set failed_items = 0, status = status where id = ?", id);

        JobProgress progress = reader.since(id, seen).orElseThrow();

        assertThat(progress.full()).isTrue();
        assertThat(progress.items()).hasSize(ProgressReader.MAX_ITEMS);
        assertThat(number(progress.items().get(0))).isEqualTo("0");
        assertThat(number(progress.items().get(999))).isEqualTo("999");
        assertThat(reader.begin(id).orElseThrow().items()).hasSize(ProgressReader.MAX_ITEMS);
        watched(id);
        assertThat(news(id)).isEmpty();
    }

    // Two change one job at once: the second gets its number when the first is committed.
    @Test
    void numbers_are_committed_in_their_order() throws Exception {
        long id = watched(submit(Packages.some(3)));
        ClaimedJob job = claim();
        news(id);
        try (Connection settling = TestDatabase.dataSource().getConnection();
                Connection second = TestDatabase.dataSource().getConnection()) {
            takeNumber(second); // in case that a session kept some for later
            settling.setAutoCommit(false);
            SettleStatement.settle(
                    settling,
                    new SettleRequest(
                            job.lease(), started(job), DONE, job.next().get(0), false));
            CompletableFuture<Void> cancelled = OwnThread.run(() -> cancelThird(second, id));
            Awaitility.await().until(ProgressReaderTest::someoneWaitsForALock);

            assertThat(news(id)).as("nothing is committed").isEmpty();
            settling.commit();
            cancelled.join();
        }

        assertThat(news(id)).containsExactly("0 completed", "1 downloading", "2 cancelled");
        List<List<@Nullable Object>> numbers = query("select change_seq from job_item order by change_seq");
        assertThat(numbers.get(2))
                .isEqualTo(query("select change_seq from job_item where ordinal = 2")
                        .get(0));
    }

    // The first is seen before the second commits: the second's number is larger than what was seen.
    @Test
    void what_commits_later_is_news_later() throws Exception {
        long id = watched(submit(Packages.some(3)));
        ClaimedJob job = claim();
        news(id);
        try (Connection second = TestDatabase.dataSource().getConnection()) {
            takeNumber(second);
            settle(job, DONE, job.next().get(0));
            second.setAutoCommit(false);
            cancelThird(second, id);

            assertThat(news(id)).containsExactly("0 completed", "1 downloading");
            second.commit();
        }

        assertThat(news(id)).containsExactly("2 cancelled");
    }

    private static void takeNumber(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select nextval('job_change_seq')");
        }
    }

    /** As every statement that sets a state: it locks the job, and then changes items and job. */
    private static void cancelThird(Connection connection, long job) {
        try (PreparedStatement statement = connection.prepareStatement("""
                with held as materialized (
                  select id from job where id = ? for no key update
                ), items as (
                  update job_item set status = 'cancelled' where job_id = (select id from held) and ordinal = 2
                )
                update job set status = status where id = (select id from held)
                """)) {
            statement.setLong(1, job);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean someoneWaitsForALock() {
        return !query("select 1 from pg_stat_activity where wait_event_type = 'Lock'")
                .isEmpty();
    }

    @Test
    void items_are_not_read_while_nothing_changes() throws Exception {
        long id = watched(submit(Packages.some(3)));
        claim();
        news(id);

        assertThat(plan(id, seen)).contains("never executed");
        assertThat(plan(id, seen - 2)).doesNotContain("never executed");
    }

    private static String plan(long job, long since) {
        return query("explain (analyze, timing off) " + ProgressReader.SINCE, since, since, 1000, job).stream()
                .map(row -> row.get(0) + "\n")
                .takeWhile(line -> !line.contains("SubPlan")) // those of the job's own columns
                .collect(Collectors.joining());
    }
}
