package org.tfmirror.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.ReplicaSetup;

/** From the start of the process until it is ready, over a database that is migrated already. */
final class StartBenchmark implements Benchmark {

    private static final String PLAIN = "as it is";

    @Override
    public String name() {
        return "start";
    }

    @Override
    public List<Line> run(Bench bench) throws Exception {
        Path directory = Files.createTempDirectory(bench.directory(), "start-");
        List<Line> lines = new ArrayList<>();
        try (MirrorStack stack = MirrorStack.start()) {
            Java here = new Java(
                    Path.of(System.getProperty("java.home")), Runtime.version().feature());
            Path shared = directory.resolve("application.jsa");
            train(here, stack, "-XX:ArchiveClassesAtExit=" + shared);
            lines.add(compare(bench, stack, here, "class data sharing", "-XX:SharedArchiveFile=" + shared));
            Optional<Java> java25 = java25(bench);
            if (java25.isEmpty()) {
                lines.add(new Line.NotRun(
                        "start on JDK 25, AOT cache", "no JDK 25: set BENCH_JAVA_25 or -Dbench.java-25 to its home"));
            } else {
                bench.version("JDK for the AOT cache", "" + java25.get().feature);
                Path cache = directory.resolve("application.aot");
                train(java25.get(), stack, "-XX:AOTCacheOutput=" + cache);
                lines.add(compare(bench, stack, java25.get(), "AOT cache", "-XX:AOTCache=" + cache));
            }
        }
        lines.add(new Line.NotRun("start as a native binary", "not measured here: no GraalVM, see below"));
        return lines;
    }

    private record Java(Path home, int feature) {}

    private static Optional<Java> java25(Bench bench) throws IOException {
        String home = bench.knobs().text("java-25", System.getenv().getOrDefault("BENCH_JAVA_25", ""));
        if (home.isEmpty()) {
            return Runtime.version().feature() >= 25
                    ? Optional.of(new Java(
                            Path.of(System.getProperty("java.home")),
                            Runtime.version().feature()))
                    : Optional.empty();
        }
        Path release = Path.of(home, "release");
        String version = Files.readAllLines(release).stream()
                .filter(line -> line.startsWith("JAVA_VERSION="))
                .map(line -> line.replaceAll("[^0-9.]", ""))
                .findFirst()
                .orElseThrow(() -> new IOException("no JDK: " + home));
        return Optional.of(new Java(Path.of(home), Integer.parseInt(version.replaceAll("\\..*", ""))));
    }

    /** A run that writes the archive as it ends. */
    private static void train(Java java, MirrorStack stack, String option) throws Exception {
        try (PackagedApplication application = setup(java, stack).jvm(option).start()) {
            application.probe("/v1/providers/" + MirrorStack.ORIGIN + "/acme/none/index.json");
            application.terminate();
        }
    }

    private static Line compare(Bench bench, MirrorStack stack, Java java, String with, String option)
            throws Exception {
        return Rounds.alternate(
                        bench,
                        new Side(
                                "JDK %d, %s".formatted(java.feature, with),
                                round -> start(setup(java, stack).jvm(option))),
                        new Side("JDK %d, %s".formatted(java.feature, PLAIN), round -> start(setup(java, stack))))
                .line("start to ready on JDK %d, with %s".formatted(java.feature, with), "s", Goal.atMost(1));
    }

    private static ReplicaSetup setup(Java java, MirrorStack stack) {
        return PackagedApplication.over(stack).java(java.home.resolve("bin").resolve("java"));
    }

    private static double start(ReplicaSetup setup) throws Exception {
        long start = System.nanoTime();
        try (PackagedApplication application = setup.start()) {
            double seconds = (System.nanoTime() - start) / 1e9;
            application.terminate();
            return seconds;
        }
    }
}
