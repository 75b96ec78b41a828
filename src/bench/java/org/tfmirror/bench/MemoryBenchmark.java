package org.tfmirror.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.MirrorStack;

/** What memory transfers take, and that it is the same for any size of package. */
final class MemoryBenchmark implements Benchmark {

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<Line> run(Bench bench) throws Exception {
        int large = bench.knobs().number("transfer.large-mb", 300);
        int small = bench.knobs().number("memory.small-mb", 30);
        int many = bench.knobs().number("transfer.many", 8);
        int manyMegabytes = bench.knobs().number("transfer.many-mb", 185);
        List<Line> lines = new ArrayList<>();
        try (MirrorStack stack = MirrorStack.start()) {
            LargePackages packages = new LargePackages(bench, stack);
            List<Path> smallArchives = Collections.nCopies(
                    Math.max(1, large / small), packages.archives(1, small).get(0));
            MemoryUsage ofSmall = usage(bench, stack, List.of(packages.publish(smallArchives)));
            MemoryUsage ofLarge = usage(bench, stack, List.of(packages.publish(packages.archives(1, large))));
            String what = "one package of %d MB".formatted(large);
            String against = "the same bytes as packages of %d MB".formatted(small);
            lines.add(Line.Row.of(
                    "peak of live heap, " + what, "MB", ofLarge.live(), against, ofSmall.live(), Goal.atMost(1.1)));
            lines.add(Line.Row.of(
                    "peak of resident memory, " + what,
                    "MB",
                    ofLarge.resident(),
                    against,
                    ofSmall.resident(),
                    Goal.atMost(1.1)));
            MemoryUsage ofMany = usage(
                    bench,
                    stack,
                    packages.publish(packages.archives(many, manyMegabytes)).stream()
                            .map(List::of)
                            .toList());
            what = "%d packages of %d MB at once".formatted(many, manyMegabytes);
            lines.add(
                    Line.Row.within("peak of live heap, " + what, "MB", ofMany.live(), MirrorUnderTest.HEAP_MEGABYTES));
            lines.add(Line.Row.of(
                    "peak of resident memory, " + what,
                    "MB",
                    ofMany.resident(),
                    "one of %d MB".formatted(large),
                    ofLarge.resident(),
                    Goal.none()));
        }
        return lines;
    }

    private static MemoryUsage usage(Bench bench, MirrorStack stack, List<List<PackageId>> jobs) throws Exception {
        try (MirrorUnderTest mirror = MirrorUnderTest.start(bench, stack)) {
            double seconds = mirror.mirror(jobs);
            MemoryUsage usage = MemoryUsage.of(mirror);
            bench.tell("%d jobs in %.1f s: %.0f MB live, %.0f MB used, %.0f MB resident"
                    .formatted(jobs.size(), seconds, usage.live(), usage.used(), usage.resident()));
            return usage;
        }
    }
}
