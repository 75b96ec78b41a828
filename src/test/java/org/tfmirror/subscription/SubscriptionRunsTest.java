package org.tfmirror.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.subscription.Samples.every;
import static org.tfmirror.subscription.Samples.selection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tfmirror.provider.NewestOf;
import org.tfmirror.subscription.SubscriptionRuns.Ended;
import org.tfmirror.subscription.SubscriptionRuns.Ending;
import org.tfmirror.subscription.SubscriptionRuns.Run;
import org.tfmirror.subscription.SubscriptionTable.Change;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** Who runs what, on a clock that is set by hand. */
class SubscriptionRunsTest {

    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final Ended NOTHING = new Ended(RunOutcome.NOTHING_NEW, 0, null, null, List.of());
    private static final SubscriptionName CORE = new SubscriptionName("core");

    private final SubscriptionTable table = new SubscriptionTable(TestDatabase.dataSource());
    private final SubscriptionRuns runs = new SubscriptionRuns(TestDatabase.dataSource());
    private final SubscriptionHistory history = new SubscriptionHistory(TestDatabase.dataSource());
    private Instant now = Instant.parse("2026-05-01T10:00:00Z");

    private final SubscriptionSpec core = every("core", "6h", selection("hashicorp/aws", "~> 5.0", "linux_amd64"));

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    private List<Run> claim() throws SQLException {
        return runs.claim(now, 10, LEASE);
    }

    private boolean finish(Run run, Ended ended) throws SQLException {
        return runs.finish(List.of(ending(run, ended)), now).containsKey(run);
    }

    private Ending ending(Run run, Ended ended) {
        return new Ending(run, ended, run.spec().schedule().next(now, run.spec().name()));
    }

    private void put(SubscriptionSpec spec) throws SQLException {
        table.put(spec, Owner.API, "alice", now);
    }

    private Subscription state() throws SQLException {
        return table.find(CORE).orElseThrow();
    }

    @Test
    void whatIsPutIsThere() throws Exception {
        Selection newest = new Selection(
                core.selections().get(0).provider(),
                core.selections().get(0).versions(),
                core.selections().get(0).platforms(),
                new NewestOf.Limit(2, true));
        SubscriptionSpec cron = new SubscriptionSpec(
                CORE,
                new Schedule.Cron(CronExpression.parse("0 3 * * MON-FRI"), ZoneId.of("Europe/Berlin")),
                List.of(newest, core.selections().get(0)));

        assertThat(table.put(core, Owner.API, "alice", now)).isEqualTo(Change.CREATED);
        assertThat(table.put(core, Owner.API, "alice", now)).isEqualTo(Change.UNCHANGED);
        assertThat(table.put(cron, Owner.FILE, "system", now)).isEqualTo(Change.CHANGED);

        assertThat(state().spec()).isEqualTo(cron);
        assertThat(state().owner()).isEqualTo(Owner.FILE);
        assertThat(state().nextRunAt()).isEqualTo(cron.schedule().next(now, CORE));
        assertThat(table.list(null, 10)).hasSize(1);
        assertThat(table.list(CORE, 10)).isEmpty();
    }

    @Test
    void aNewOneIsDueAtOnceAndThenAtItsNextTime() throws Exception {
        put(core);

        assertThat(finish(claim().get(0), NOTHING)).isTrue();

        assertThat(claim()).isEmpty();
        now = state().nextRunAt();
        assertThat(claim()).hasSize(1);
    }

    @Test
    void tenMissedTimesAreOneRun() throws Exception {
        put(core);
        finish(claim().get(0), NOTHING);
        now = now.plus(Duration.ofHours(60));

        assertThat(claim()).hasSize(1);
        assertThat(claim()).isEmpty();
        finish(new Run(core, 2, now, null, 0), NOTHING);

        assertThat(claim()).isEmpty();
        assertThat(history.of(CORE, 10)).hasSize(2);
    }

    @Test
    void twoReplicasNeverGetTheSame() throws Exception {
        for (int i = 0; i < 40; i++) {
            put(every("s" + i, "1h", selection("hashicorp/aws", "latest", "linux_amd64")));
        }
        ExecutorService replicas = Executors.newFixedThreadPool(2);
        CyclicBarrier together = new CyclicBarrier(2);
        List<Future<List<String>>> claimed = new ArrayList<>();
        for (int replica = 0; replica < 2; replica++) {
            claimed.add(replicas.submit(() -> {
                List<String> names = new ArrayList<>();
                together.await();
                for (List<Run> some = runs.claim(now, 3, LEASE); !some.isEmpty(); some = runs.claim(now, 3, LEASE)) {
                    some.forEach(run -> names.add(run.spec().name().value()));
                }
                return names;
            }));
        }
        List<String> all = new ArrayList<>(claimed.get(0).get());
        all.addAll(claimed.get(1).get());
        replicas.shutdown();

        assertThat(all).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void theRunOfALostReplicaIsTakenOverAndCountsNoMore() throws Exception {
        put(core);
        Run lost = claim().get(0);
        now = now.plus(LEASE);

        Run taken = claim().get(0);

        assertThat(runs.holds(lost)).isFalse();
        assertThat(finish(lost, NOTHING)).isFalse();
        assertThat(finish(taken, NOTHING)).isTrue();
        assertThat(history.of(CORE, 10)).hasSize(1);
    }

    @Test
    void aRunWaitsForTheJobOfTheOneBefore() throws Exception {
        put(core);
        long job = TestDatabase.submit(Packages.some(2));
        finish(claim().get(0), new Ended(RunOutcome.SUBMITTED, 2, job, null, List.of()));
        now = now.plus(Duration.ofHours(12));

        assertThat(claim()).isEmpty();
        assertThat(state().behind()).isEqualTo(2);

        TestDatabase.execute("update job_item set status = 'completed' where job_id = ?", job);
        TestDatabase.execute(
                "update job set status = 'completed', completed_at = now(), completed_items = 2 where id = ?", job);
        assertThat(state().behind()).isZero();
        assertThat(claim()).hasSize(1);
    }

    @Test
    void aSubscriptionDeletedDuringItsRunTakesNoResult() throws Exception {
        put(core);
        Run run = claim().get(0);

        assertThat(table.delete(CORE)).isTrue();

        assertThat(runs.holds(run)).isFalse();
        assertThat(finish(run, NOTHING)).isFalse();
    }

    @Test
    void aSubscriptionChangedDuringItsRunRunsAgainAsWhatItIs() throws Exception {
        put(core);
        Run run = claim().get(0);
        SubscriptionSpec changed = every("core", "6h", selection("hashicorp/aws", "~> 6.0", "linux_amd64"));

        table.put(changed, Owner.FILE, "system", now);

        assertThat(finish(run, NOTHING)).isFalse();
        assertThat(claim()).extracting(Run::spec).containsExactly(changed);
    }

    @Test
    void pausedItWaitsUnlessSomebodyAsks() throws Exception {
        put(core);
        assertThat(table.setPaused(CORE, true)).isTrue();
        assertThat(table.setPaused(CORE, true)).isFalse();
        assertThat(claim()).isEmpty();

        assertThat(table.requestRun(CORE, "bob")).isTrue();
        assertThat(table.requestRun(CORE, "bob")).isFalse();

        Run run = claim().get(0);
        assertThat(run.requestedBy()).isEqualTo("bob");
        finish(run, NOTHING);
        assertThat(claim()).isEmpty();
        assertThat(history.of(CORE, 1).get(0).requestedBy()).isEqualTo("bob");
    }

    @Test
    void failuresAreCountedUntilOneSucceeds() throws Exception {
        put(core);
        Ended failed = new Ended(RunOutcome.FAILED, 0, null, "the origin is away", List.of("aws 1.0.0"));
        finish(claim().get(0), failed);
        now = state().nextRunAt();
        finish(claim().get(0), failed);
        assertThat(state().last().failures()).isEqualTo(2);
        assertThat(state().last().error()).isEqualTo("the origin is away");

        now = state().nextRunAt();
        finish(claim().get(0), NOTHING);

        assertThat(state().last()).isEqualTo(new Subscription.LastRun(0, now, RunOutcome.NOTHING_NEW, null, null));
        assertThat(history.of(CORE, 10).get(2).ended()).isEqualTo(failed);
    }

    @Test
    void theNewestHundredRunsAreRemembered() throws Exception {
        put(core);
        TestDatabase.execute(
                "insert into subscription_run (subscription, started_at, ended_at, outcome, new_packages, gone)"
                        + " select 'core', now(), now(), 'failed', 0, '{}' from generate_series(1, 103)");

        finish(claim().get(0), NOTHING);

        assertThat(history.of(CORE, 500)).hasSize(SubscriptionRuns.HISTORY);
        assertThat(history.of(CORE, 1).get(0).ended()).isEqualTo(NOTHING);
    }

    @Test
    void aFileCountsByItsRevision() throws Exception {
        AppliedFile file = new AppliedFile(TestDatabase.dataSource());

        assertThat(file.take(7, "a")).isEqualTo(AppliedFile.Verdict.APPLY);
        assertThat(file.take(7, "a")).isEqualTo(AppliedFile.Verdict.UNCHANGED);
        assertThat(file.take(7, "b")).isEqualTo(AppliedFile.Verdict.SAME_REVISION_OTHER_CONTENT);
        assertThat(file.take(6, "c")).isEqualTo(AppliedFile.Verdict.OLDER);
        assertThat(file.take(8, "c")).isEqualTo(AppliedFile.Verdict.APPLY);
    }

    @Test
    void whatAnOriginDeniedIsRememberedForAWeek() throws Exception {
        AbsentPackages absent = new AbsentPackages(TestDatabase.dataSource());
        absent.add(Packages.number(1), now);

        assertThat(absent.among(List.of(Packages.some(3)), now)).containsExactly(Packages.number(1));
        assertThat(absent.among(List.of(Packages.some(3)), now.plus(AbsentPackages.REMEMBERED)))
                .isEmpty();
        absent.add(Packages.number(2), now.plus(AbsentPackages.REMEMBERED));
        assertThat(TestDatabase.query("select * from absent_package")).hasSize(1);
    }

    @Test
    void runsThatEndTogetherEachLeaveTheirLine() throws SQLException {
        for (String name : List.of("core", "gone", "edge")) {
            put(every(name, "6h", selection("acme/aws", "~> 1.0", "linux_amd64")));
        }
        List<Run> all = claim();
        table.delete(new SubscriptionName("gone"));
        Map<String, Ended> ends = Map.of(
                "core",
                new Ended(RunOutcome.FAILED, 0, null, "no answer, twice", List.of("a/b/c 1.0.0", "a/b/c 1.1.0")),
                "gone",
                NOTHING,
                "edge",
                NOTHING);

        var counted = runs.finish(
                all.stream()
                        .map(each -> ending(
                                each, ends.getOrDefault(each.spec().name().value(), NOTHING)))
                        .toList(),
                now);

        assertThat(counted.keySet())
                .extracting(each -> each.spec().name().value())
                .containsExactlyInAnyOrder("core", "edge");
        assertThat(history.of(CORE, 10))
                .singleElement()
                .satisfies(line -> assertThat(line.ended()).isEqualTo(ends.get("core")));
        assertThat(history.of(new SubscriptionName("edge"), 10))
                .singleElement()
                .satisfies(line -> assertThat(line.ended()).isEqualTo(NOTHING));
    }

    @Test
    void nothingRunsWhileTheProcessorIsPaused() throws SQLException {
        put(core);
        table.requestRun(CORE, "alice");
        SubscriptionStats stats =
                new SubscriptionStats(TestDatabase.dataSource(), Clock.fixed(now.plusSeconds(1), ZoneOffset.UTC));
        TestDatabase.execute("update processor_switch set paused = true");

        assertThat(claim()).isEmpty();
        assertThat(stats.read().due()).isZero();
        now = now.plus(Duration.ofDays(3)); // over twelve of its times

        TestDatabase.execute("update processor_switch set paused = false");

        assertThat(stats.read().due()).isEqualTo(1);
        assertThat(finish(claim().get(0), NOTHING)).isTrue();
        assertThat(claim()).isEmpty();
    }

    @Test
    @Timeout(60)
    void aClaimWaitsForNoRowThatSomebodyElseHas() throws SQLException {
        put(core);
        put(every("edge", "6h", core.selections().get(0)));
        try (Connection other = TestDatabase.dataSource().getConnection()) {
            other.setAutoCommit(false);
            try (PreparedStatement lock =
                    other.prepareStatement("select from subscription where name = 'core' for update")) {
                lock.execute();
            }

            assertThat(claim()).extracting(each -> each.spec().name().value()).containsExactly("edge");
            other.rollback();
        }
    }

    @Test
    void whatIsFailingBehindAndOverdueIsCounted() throws SQLException {
        put(core);
        put(every("edge", "6h", core.selections().get(0)));
        long job = TestDatabase.submit(Packages.some(2));
        finish(claim().get(0), new Ended(RunOutcome.SUBMITTED, 2, job, null, List.of()));
        TestDatabase.execute("update subscription set failures = 3 where name = 'edge'");
        TestDatabase.execute("update subscription set failures = 2 where name = 'core'");
        TestDatabase.execute(
                "update subscription set next_run_at = ?::timestamptz where name = 'core'",
                now.minusSeconds(90).toString());
        TestDatabase.execute(
                "update subscription set next_run_at = ?::timestamptz, paused = true where name = 'edge'",
                now.minusSeconds(9_000).toString());

        var stats = new SubscriptionStats(TestDatabase.dataSource(), Clock.fixed(now, ZoneOffset.UTC)).read();

        assertThat(stats.all()).isEqualTo(2);
        assertThat(stats.failing()).isEqualTo(1);
        assertThat(stats.behind()).isEqualTo(2);
        assertThat(stats.overdueSeconds()).isEqualTo(90);
    }
}
