package org.tfmirror.processor.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tfmirror.subscription.Samples.every;
import static org.tfmirror.subscription.Samples.selection;

import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.catalog.IntactPackages;
import org.tfmirror.command.subscription.SubscriptionComparison;
import org.tfmirror.command.subscription.SubscriptionResults.Finding;
import org.tfmirror.command.subscription.SubscriptionResults.Result;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.origin.OriginException.Aborted;
import org.tfmirror.origin.OriginException.Unavailable;
import org.tfmirror.processor.ScriptedOrigin;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.subscription.AbsentPackages;
import org.tfmirror.subscription.Owner;
import org.tfmirror.subscription.RunOutcome;
import org.tfmirror.subscription.Subscription;
import org.tfmirror.subscription.SubscriptionHistory;
import org.tfmirror.subscription.SubscriptionName;
import org.tfmirror.subscription.SubscriptionRuns;
import org.tfmirror.subscription.SubscriptionRuns.Ended;
import org.tfmirror.subscription.SubscriptionRuns.Ending;
import org.tfmirror.subscription.SubscriptionRuns.Run;
import org.tfmirror.subscription.SubscriptionSpec;
import org.tfmirror.subscription.SubscriptionTable;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;
import org.tfmirror.test.TestJobLimits;
import org.tfmirror.versions.ListedVersion;
import org.tfmirror.versions.VersionList;

/** What runs find and when they come again, on a clock that is set by hand. */
class SubscriptionRunnerTest {

    private static final String AWS = "example.com/acme/aws";
    private static final String OTHER = "other.example.com/acme/tool";
    private static final String LINUX = "linux_amd64";

    private final SubscriptionTable table = new SubscriptionTable(TestDatabase.dataSource());
    private final SubscriptionRuns runs = new SubscriptionRuns(TestDatabase.dataSource());
    private final SubscriptionHistory history = new SubscriptionHistory(TestDatabase.dataSource());
    private final HandClock clock = new HandClock();
    private final ScriptedOrigin origin = new ScriptedOrigin();
    private final Map<String, VersionList> listed = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private Runnable duringTheList = () -> {};
    private boolean held;
    private int policyReads;
    private int writes;

    private final SubscriptionRunner a = replica();
    private final SubscriptionRunner b = replica();

    /** Stands until it is set. */
    private static final class HandClock extends Clock {
        private Instant now = Instant.parse("2026-05-01T10:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private SubscriptionRunner replica() {
        AbsentPackages absent = new AbsentPackages(TestDatabase.dataSource());
        SubscriptionComparison comparison = new SubscriptionComparison(
                new IntactPackages(TestDatabase.dataSource()),
                absent,
                versions -> {
                    policyReads++;
                    return held ? Map.of() : versions;
                },
                clock);
        RoundLists lists = new RoundLists(this::list, clock);
        return new SubscriptionRunner(
                runs,
                new RunCheck(lists, comparison, origin, absent, clock),
                this::finish,
                new TestJobLimits(100, 100),
                clock);
    }

    private synchronized VersionList list(ProviderAddress provider) {
        asked.add(provider.toString());
        duringTheList.run();
        return listed.getOrDefault(provider.toString(), new VersionList.Unavailable());
    }

    /** As the command does it, but for the transaction. */
    private Map<Run, Ended> finish(List<Result> results, Instant now) throws SQLException {
        writes += results.isEmpty() ? 0 : 1;
        List<Ending> endings = new ArrayList<>();
        for (Result each : results) {
            if (runs.holds(each.run())) {
                findings.add(each.finding());
                endings.add(new Ending(each.run(), ended(each.finding()), each.nextRunAt()));
            }
        }
        return runs.finish(endings, now);
    }

    private static Ended ended(Finding finding) {
        Long job = finding.packages().isEmpty()
                ? null
                : TestDatabase.submit(finding.packages().toArray(PackageId[]::new));
        RunOutcome outcome = finding.error() != null
                ? RunOutcome.FAILED
                : job == null ? RunOutcome.NOTHING_NEW : RunOutcome.SUBMITTED;
        return new Ended(outcome, finding.packages().size(), job, finding.error(), finding.gone());
    }

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    private void lists(String source, String versions, String... platforms) {
        listed.put(
                source,
                new VersionList.Known(
                        Stream.of(versions.split(" "))
                                .map(each -> listed(each, platforms))
                                .toList(),
                        false));
    }

    private static ListedVersion listed(String version, String... platforms) {
        return new ListedVersion(
                new AvailableVersion(
                        ProviderVersion.parse(version),
                        List.of("5.0"),
                        Stream.of(platforms).map(Platform::parse).collect(Collectors.toSet())),
                Instant.EPOCH,
                null,
                null,
                null);
    }

    private void put(SubscriptionSpec spec) throws SQLException {
        table.put(spec, Owner.API, "alice", clock.instant());
    }

    private Subscription state(String name) throws SQLException {
        return table.find(new SubscriptionName(name)).orElseThrow();
    }

    private Finding run() throws Exception {
        assertThat(a.runOne()).isPresent();
        return findings.get(findings.size() - 1);
    }

    private void mirror(String source, String version) {
        TestDatabase.execute(
                "insert into mirrored_package (hostname, namespace, type, version, os, arch, filename, storage_key,"
                        + " size_bytes, sha256, h1) values (?, ?, ?, ?, 'linux', 'amd64', ?, ?, 100, ?, 'h1:x')",
                source.split("/")[0],
                source.split("/")[1],
                source.split("/")[2],
                version,
                version + ".zip",
                source + version,
                "0".repeat(64));
    }

    private void endTheJob() {
        TestDatabase.execute("update job_item set status = 'completed', attempts = 1, completed_at = now()");
        TestDatabase.execute(
                "update job set status = 'completed', completed_at = now(), completed_items = total_items");
    }

    private static List<String> names(Finding finding) {
        return finding.packages().stream()
                .map(each -> each.version() + " " + each.platform())
                .toList();
    }

    @Test
    void exactlyWhatIsNewComesNewestFirst() throws Exception {
        lists(AWS, "1.0.0 1.1.0 2.0.0 1.2.0-rc1", LINUX, "darwin_arm64");
        mirror(AWS, "1.0.0");
        put(every("core", "6h", selection(AWS, "~> 1.0", LINUX, "darwin_arm64", "plan9_mips")));

        Finding finding = run();

        assertThat(names(finding)).containsExactly("1.1.0 linux_amd64", "1.1.0 darwin_arm64", "1.0.0 darwin_arm64");
        assertThat(finding.orders())
                .hasSize(2)
                .allSatisfy(order -> assertThat(order.ordered()).hasSize(2));
        assertThat(state("core").last().outcome()).isEqualTo(RunOutcome.SUBMITTED);
        assertThat(state("core").behind()).isEqualTo(2);
    }

    @Test
    void aRunThatFindsNothingLeavesALineAndNoJob() throws Exception {
        lists(AWS, "1.0.0", LINUX);
        mirror(AWS, "1.0.0");
        put(every("core", "6h", selection(AWS, "~> 1.0", LINUX)));

        run();

        assertThat(TestDatabase.query("select count(*) from job").get(0)).containsExactly(0L);
        assertThat(history.of(new SubscriptionName("core"), 10))
                .singleElement()
                .satisfies(line -> assertThat(line.ended().outcome()).isEqualTo(RunOutcome.NOTHING_NEW));
    }

    @Test
    void downtimeOverTenIntervalsIsOneRun() throws Exception {
        lists(AWS, "1.0.0", LINUX);
        mirror(AWS, "1.0.0");
        put(every("core", "6h", selection(AWS, "~> 1.0", LINUX)));
        run();
        clock.now = clock.now.plus(Duration.ofHours(60));

        a.runDue();
        b.runDue();

        assertThat(findings).hasSize(2);
        assertThat(state("core").nextRunAt()).isAfter(clock.now);
    }

    @Test
    void twoReplicasRunEachOnce() throws Exception {
        lists(AWS, "1.0.0", LINUX);
        mirror(AWS, "1.0.0");
        for (int i = 0; i < 60; i++) {
            put(every("s" + i, "1h", selection(AWS, "~> 1.0", LINUX)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CyclicBarrier together = new CyclicBarrier(2);
        List<Future<Object>> both = new ArrayList<>();
        for (SubscriptionRunner each : List.of(a, b)) {
            both.add(threads.submit(() -> {
                together.await();
                each.runDue();
                return "";
            }));
        }
        for (Future<Object> each : both) {
            each.get();
        }
        threads.shutdown();

        assertThat(TestDatabase.query("select subscription from subscription_run"))
                .hasSize(60)
                .doesNotHaveDuplicates();
        assertThat(asked).hasSizeLessThanOrEqualTo(2); // one by each replica
    }

    @Test
    void whatManyRunsReadAndWriteIsReadAndWrittenAtOnce() throws Exception {
        lists(AWS, "1.0.0 2.0.0", LINUX);
        mirror(AWS, "1.0.0");
        for (int i = 0; i < 12; i++) {
            put(every("s" + i, "1h", selection(AWS, "~> 1.0", LINUX)));
        }

        a.runDue();

        assertThat(findings).hasSize(12);
        assertThat(policyReads).isEqualTo(1);
        assertThat(writes).isEqualTo(1);
    }

    @Test
    void aListThatCannotBeReadFailsItsOwnRunOnly() throws Exception {
        lists(AWS, "1.0.0", LINUX);
        put(every("bad", "6h", selection(OTHER, "~> 1.0", LINUX)));
        put(every("good", "6h", selection(AWS, "~> 1.0", LINUX)));
        duringTheList = () -> {
            if (asked.get(asked.size() - 1).equals(OTHER)) {
                throw new IllegalStateException("broken");
            }
        };

        a.runDue();

        assertThat(state("good").last().outcome()).isEqualTo(RunOutcome.SUBMITTED);
        assertThat(state("bad").last().outcome()).isEqualTo(RunOutcome.FAILED);
    }

    @Test
    void aRunWaitsForTheJobOfTheOneBefore() throws Exception {
        lists(AWS, "1.0.0", LINUX);
        put(every("core", "6h", selection(AWS, "~> 1.0", LINUX)));
        run();
        clock.now = clock.now.plus(Duration.ofHours(7));

        assertThat(a.runOne()).isEmpty();

        endTheJob();
        mirror(AWS, "1.0.0");
        assertThat(names(run())).isEmpty();
    }

    @Test
    void aFailingOriginBacksOffAndHoldsNobodyElse() throws Exception {
        lists(AWS, "1.0.0", LINUX);
        put(every("bad", "6h", selection(OTHER, "~> 1.0", LINUX)));
        put(every("good", "6h", selection(AWS, "~> 1.0", LINUX)));
        put(every("same", "6h", selection("other.example.com/acme/more", "~> 1.0", LINUX)));

        a.runDue();

        assertThat(state("good").last().outcome()).isEqualTo(RunOutcome.SUBMITTED);
        assertThat(state("bad").last().error()).contains(OTHER, "has never answered");
        assertThat(asked).containsExactlyInAnyOrder(OTHER, AWS); // the silent host only once
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Instant next = state("bad").nextRunAt();
            delays.add(Duration.between(clock.now, next).toMinutes());
            clock.now = next;
            a.runDue();
        }
        assertThat(delays).startsWith(1L, 2L, 4L).endsWith(60L, 60L);
        assertThat(state("bad").last().failures()).isEqualTo(9);
    }

    @Test
    void oneSilentOriginOfTwoDoesNotKeepBackTheOther() throws Exception {
        lists(AWS, "1.0.0", LINUX);
        put(every("core", "6h", selection(OTHER, "~> 1.0", LINUX), selection(AWS, "~> 1.0", LINUX)));

        assertThat(names(run())).containsExactly("1.0.0 linux_amd64");

        assertThat(state("core").last().outcome()).isEqualTo(RunOutcome.FAILED);
    }

    @Test
    void whatIsHeldDoesNotComeAndDoesNotCount() throws Exception {
        lists(AWS, "1.0.0", LINUX);
        held = true;
        put(every("core", "6h", selection(AWS, "~> 1.0", LINUX)));

        assertThat(names(run())).isEmpty();
        assertThat(state("core").behind()).isZero();
    }

    @Test
    void whatTheListForgetsIsAskedForByNameBeforeItIsGone() throws Exception {
        lists(AWS, "1.2.0", LINUX);
        mirror(AWS, "1.0.0"); // gone
        mirror(AWS, "1.1.0"); // not listed, but there
        mirror(AWS, "1.2.0");
        origin.publish(Packages.of(AWS, "1.1.0", LINUX), "there");
        put(every("core", "1h", selection(AWS, "~> 1.0", LINUX)));

        assertThat(run().gone()).containsExactly(AWS + " 1.0.0");
        int requests = origin.metadataRequests.get();
        clock.now = state("core").nextRunAt();

        assertThat(run().gone()).containsExactly(AWS + " 1.0.0");
        assertThat(origin.metadataRequests.get() - requests).isEqualTo(1); // of 1.1.0 only
        assertThat(TestDatabase.query("select count(*) from mirrored_package").get(0))
                .containsExactly(3L);
    }

    @Test
    void anExactVersionThatIsNotListedIsAskedForByName() throws Exception {
        lists(AWS, "1.0.0", LINUX);
        origin.publish(Packages.of(AWS, "0.9.0", LINUX), "there");
        put(every("core", "1h", selection(AWS, "0.9.0", LINUX), selection(AWS, "0.8.0", LINUX)));

        assertThat(names(run())).containsExactly("0.9.0 linux_amd64");
        assertThat(state("core").last().outcome()).isEqualTo(RunOutcome.SUBMITTED);
    }

    @Test
    void anOriginThatFailsWhenAskedByNameIsAFailure() throws Exception {
        lists(AWS, "1.0.0", LINUX);
        origin.refusal = new Unavailable(URI.create("https://example.com/").toString(), 503, null);
        put(every("core", "1h", selection(AWS, "0.9.0", LINUX)));

        assertThat(names(run())).isEmpty();
        assertThat(state("core").last().outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(TestDatabase.query("select * from absent_package")).isEmpty();
    }

    @Test
    void aSubscriptionDeletedInMidRunBringsNoJob() throws Exception {
        lists(AWS, "1.0.0", LINUX);
        put(every("core", "6h", selection(AWS, "~> 1.0", LINUX)));
        duringTheList = () -> delete("core");

        assertThat(a.runOne()).isPresent();

        assertThat(TestDatabase.query("select count(*) from job").get(0)).containsExactly(0L);
    }

    @Test
    void aSubscriptionChangedInMidRunRunsOnceMoreAsItIs() throws Exception {
        lists(AWS, "1.0.0", LINUX);
        lists(OTHER, "1.0.0", LINUX);
        put(every("core", "6h", selection(AWS, "~> 1.0", LINUX)));
        duringTheList = () -> change(every("core", "6h", selection(OTHER, "~> 1.0", LINUX)));

        a.runDue();

        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).packages()).containsExactly(Packages.of(OTHER, "1.0.0", LINUX));
    }

    private void delete(String name) {
        try {
            table.delete(new SubscriptionName(name));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void change(SubscriptionSpec spec) {
        duringTheList = () -> {};
        try {
            table.put(spec, Owner.FILE, "system", clock.instant());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anInterruptedRunIsGivenBack() throws Exception {
        lists(AWS, "1.0.0", LINUX);
        put(every("core", "6h", selection(AWS, "0.9.0", LINUX)));
        origin.whileAsked = what -> Thread.currentThread().interrupt();
        origin.refusal = new Aborted("metadata", null);

        assertThatThrownBy(a::runOne).isInstanceOf(InterruptedException.class);
        Thread.interrupted();
        origin.whileAsked = what -> {};
        origin.refusal = null;

        assertThat(b.runOne()).isPresent();
    }
}
