package org.tfmirror.bench;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.tfmirror.catalog.IntactPackages;
import org.tfmirror.command.subscription.SubscriptionComparison;
import org.tfmirror.command.subscription.SubscriptionResults.Finding;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.policy.HoldTable;
import org.tfmirror.processor.ScriptedOrigin;
import org.tfmirror.processor.subscription.RoundLists;
import org.tfmirror.processor.subscription.RunCheck;
import org.tfmirror.processor.subscription.SubscriptionRunner;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.provider.VersionSelector;
import org.tfmirror.subscription.AbsentPackages;
import org.tfmirror.subscription.Owner;
import org.tfmirror.subscription.RunOutcome;
import org.tfmirror.subscription.Schedule;
import org.tfmirror.subscription.Selection;
import org.tfmirror.subscription.SubscriptionName;
import org.tfmirror.subscription.SubscriptionRuns;
import org.tfmirror.subscription.SubscriptionRuns.Ended;
import org.tfmirror.subscription.SubscriptionRuns.Ending;
import org.tfmirror.subscription.SubscriptionSpec;
import org.tfmirror.subscription.SubscriptionTable;
import org.tfmirror.test.TestJobLimits;
import org.tfmirror.versions.ListedVersion;
import org.tfmirror.versions.VersionList;

/** A round of many subscriptions that find nothing new: what it costs the database, and how often lists are asked for. */
final class SubscriptionBenchmark implements Benchmark {

    private static final List<Platform> PLATFORMS =
            List.of(Platform.parse("linux_amd64"), Platform.parse("darwin_arm64"));

    @Override
    public String name() {
        return "subscriptions";
    }

    @Override
    public List<Line> run(Bench bench) throws Exception {
        Quiet.logs();
        int subscriptions = bench.knobs().number("subscriptions.count", 500);
        int each = bench.knobs().number("subscriptions.providers-each", 10);
        int providers = bench.knobs().number("subscriptions.providers", 100);
        int versions = bench.knobs().number("subscriptions.versions", 20);
        try (QueueDatabase database = QueueDatabase.start(bench)) {
            mirror(database, providers, versions);
            subscribe(database.pool(), subscriptions, each, providers);
            database.execute("vacuum analyze");
            CountedDataSource counted = new CountedDataSource(database.pool());
            Map<ProviderAddress, Integer> asked = new ConcurrentHashMap<>();
            SubscriptionRunner runner = runner(counted.dataSource(), asked, versions);
            runner.runDue();
            long ended = database.number("select count(*) from subscription_run where outcome = 'nothing_new'");
            if (ended != subscriptions) {
                throw new IllegalStateException(ended + " of the subscriptions found nothing new");
            }
            String what = "a round of %d subscriptions of %d providers".formatted(subscriptions, each);
            return List.of(
                    Line.Row.within(
                            "%s, %d statements".formatted(what, counted.statements()), "ms", counted.millis(), 1_000),
                    Line.Row.within(
                            what + ", most lists of one provider",
                            "lists",
                            asked.values().stream()
                                    .mapToInt(Integer::intValue)
                                    .max()
                                    .orElse(0),
                            1));
        }
    }

    private static SubscriptionRunner runner(DataSource database, Map<ProviderAddress, Integer> asked, int versions) {
        Clock clock = Clock.systemUTC();
        SubscriptionRuns runs = new SubscriptionRuns(database);
        AbsentPackages absent = new AbsentPackages(database);
        HoldTable holds = new HoldTable(database);
        SubscriptionComparison comparison = new SubscriptionComparison(
                new IntactPackages(database), absent, entering -> free(holds, entering), clock);
        VersionList list = list(versions);
        RoundLists lists = new RoundLists(
                provider -> {
                    asked.merge(provider, 1, Integer::sum);
                    return list;
                },
                clock);
        return new SubscriptionRunner(
                runs,
                new RunCheck(lists, comparison, new ScriptedOrigin(), absent, clock),
                (found, now) -> runs.finish(
                        found.stream()
                                .map(each -> new Ending(each.run(), ended(each.finding()), each.nextRunAt()))
                                .toList(),
                        now),
                new TestJobLimits(5_000, 200),
                clock);
    }

    /** Nothing is held; that it is not is read. */
    private static Map<ProviderAddress, List<ListedVersion>> free(
            HoldTable holds, Map<ProviderAddress, List<ListedVersion>> entering) throws SQLException {
        if (holds.decisions(entering.keySet()).size() != entering.size()) {
            throw new IllegalStateException("some decisions were not read");
        }
        return entering;
    }

    private static Ended ended(Finding finding) {
        return finding.packages().isEmpty() && finding.error() == null
                ? new Ended(RunOutcome.NOTHING_NEW, 0, null, null, finding.gone())
                : new Ended(RunOutcome.FAILED, finding.packages().size(), null, finding.error(), finding.gone());
    }

    private static VersionList list(int versions) {
        return new VersionList.Known(
                IntStream.rangeClosed(1, versions + 1)
                        .mapToObj(n -> new ListedVersion(
                                new AvailableVersion(
                                        ProviderVersion.parse(n > versions ? "2.0.0" : "1." + n + ".0"),
                                        List.of("5.0"),
                                        Set.copyOf(PLATFORMS)),
                                Instant.EPOCH,
                                null,
                                null,
                                null))
                        .toList(),
                false);
    }

    private static void mirror(QueueDatabase database, int providers, int versions) throws SQLException {
        database.execute("""
                insert into mirrored_package (hostname, namespace, type, version, os, arch, filename, storage_key, size_bytes,
                  sha256, h1)
                select 'registry.example.com', 'acme', 'p' || p, '1.' || v || '.0', split_part(platform, '_', 1),
                       split_part(platform, '_', 2), p || '-' || v || platform, p || '-' || v || platform, 1, repeat('0', 64), 'h1:'
                from generate_series(0, %d) p, generate_series(1, %d) v,
                     unnest(array['linux_amd64', 'darwin_arm64']) platform
                """.formatted(providers - 1, versions));
    }

    private static void subscribe(DataSource database, int subscriptions, int each, int providers) throws SQLException {
        SubscriptionTable table = new SubscriptionTable(database);
        for (int i = 0; i < subscriptions; i++) {
            int first = i;
            List<Selection> selections = IntStream.range(0, each)
                    .mapToObj(n -> new Selection(
                            new ProviderAddress("registry.example.com", "acme", "p" + (first + n * 7) % providers),
                            List.of(VersionSelector.parse("~> 1.0")),
                            PLATFORMS,
                            null))
                    .toList();
            table.put(
                    new SubscriptionSpec(new SubscriptionName("s" + i), Schedule.Every.parse("366d"), selections),
                    Owner.API,
                    "bench",
                    Instant.now());
        }
    }
}
