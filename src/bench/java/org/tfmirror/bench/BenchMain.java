package org.tfmirror.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The program behind {@code ./mvnw -Pbench}: runs the benchmarks one after the other and prints one table. */
public final class BenchMain {

    private static final List<Benchmark> ALL = List.of(
            new QueueBenchmark(),
            new LatencyBenchmark(),
            new BacklogBenchmark(),
            new SubscriptionBenchmark(),
            new IdleBenchmark(),
            new TransferBenchmark(),
            new BundleBenchmark(),
            new MemoryBenchmark(),
            new ServingBenchmark(),
            new DemandBenchmark(),
            new StartBenchmark());

    private BenchMain() {}

    /** Throws after the table is printed where a benchmark failed, which fails the build; a missed goal does not. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Knobs knobs = new Knobs(System.getProperties());
        List<Benchmark> chosen = chosen(knobs.words("only"));
        Path target = Path.of(System.getProperty("basedir", ""), "target").toAbsolutePath();
        Bench bench = new Bench(knobs, target.resolve("bench"));
        bench.version("tf-mirror", Machine.commit());
        BuildVersions.note(bench);
        Report report = new Report(Machine.description());
        List<Exception> failures = new ArrayList<>();
        for (Benchmark each : chosen) {
            System.out.println(each.name());
            try {
                each.run(bench).forEach(line -> report.add(each.name(), line));
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                report.add(each.name(), new Line.NotRun("all of it", "failed: " + e.getMessage()));
                failures.add(e);
            }
        }
        String table = report.markdown(bench.versions(), knobs.turned());
        System.out.println("\n" + table);
        Files.writeString(target.resolve("benchmarks.md"), table);
        if (!failures.isEmpty()) {
            IllegalStateException failed = new IllegalStateException(failures.size() + " of the benchmarks failed");
            failures.forEach(failed::addSuppressed);
            throw failed;
        }
    }

    private static List<Benchmark> chosen(Set<String> only) {
        Set<String> known = ALL.stream().map(Benchmark::name).collect(Collectors.toUnmodifiableSet());
        if (!known.containsAll(only)) {
            throw new IllegalArgumentException("bench.only names %s; there are %s".formatted(only, known));
        }
        return ALL.stream()
                .filter(each -> only.isEmpty() || only.contains(each.name()))
                .toList();
    }
}
