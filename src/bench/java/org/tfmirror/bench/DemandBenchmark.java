package org.tfmirror.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tfmirror.local.Fault;
import org.tfmirror.local.SamplePackages;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TerraformCli;

/**
 * What a client waits for what comes on demand, from an origin that is 40 ms away and sends 25 MB/s: a cold
 * {@code terraform init} against one straight from the origin, documents and all; and the archive's first byte, asked for after
 * its document as clients do.
 */
final class DemandBenchmark implements Benchmark {

    private static final Duration LATENCY = Duration.ofMillis(40);
    private static final long RATE = 25_000_000;
    /** How much later than the origin's the first byte may come, in milliseconds. */
    private static final double FIRST_BYTE_LIMIT = 150;

    @Override
    public String name() {
        return "demand";
    }

    @Override
    public List<Line> run(Bench bench) throws Exception {
        int megabytes = bench.knobs().number("demand.mb", 20);
        try (MirrorStack stack = MirrorStack.start();
                PackagedApplication mirror = PackagedApplication.over(stack)
                        .with("tfmirror.on-demand.allow", "*/*/*")
                        .with("tfmirror.delivery", "proxy")
                        .with(
                                "quarkus.s3.endpoint-override",
                                stack.s3().endpoint().toString())
                        .tls()
                        .start()) {
            stack.registry().faults().always(path -> true, Fault.distant(LATENCY, RATE));
            Cold cold = new Cold(bench.directory(), stack, mirror, megabytes);
            List<Line> lines = new ArrayList<>();
            lines.add(init(bench, cold));
            lines.add(firstByte(bench, cold));
            return lines;
        }
    }

    private static Line init(Bench bench, Cold cold) throws Exception {
        String what = "cold terraform init of a package of %d MB, on demand".formatted(cold.megabytes);
        if (!Commands.isPresent("terraform")) {
            return new Line.NotRun(what, "no terraform on the PATH");
        }
        return Rounds.alternate(
                        bench,
                        new Side("on demand", round -> cold.initOnDemand("ours" + round)),
                        new Side("straight from the origin", round -> cold.initFromOrigin("theirs" + round)))
                .line(what, "s", Goal.atMost(1.3));
    }

    private static Line firstByte(Bench bench, Cold cold) throws Exception {
        Measured measured = Rounds.alternate(
                bench,
                new Side("on demand", round -> cold.firstByteOnDemand("first" + round)),
                new Side("from the origin", round -> cold.firstByteFromOrigin("second" + round)));
        double later = (measured.median(0) - measured.median(1)) * 1_000;
        return Line.Row.within(
                "first byte of an archive on demand, later than the origin's", "ms", later, FIRST_BYTE_LIMIT);
    }

    /** Packages that nobody has asked for before, each used once. */
    private record Cold(Path directory, MirrorStack stack, PackagedApplication mirror, int megabytes) {

        private PackageId publish(String type) throws IOException {
            PackageId id = Packages.of(MirrorStack.ORIGIN + "/acme/" + type, "1.0.0", TerraformCli.platform());
            Path archive = SamplePackages.writeBig(directory.resolve(type + ".zip"), id, megabytes * 1_000_000L);
            stack.registry().publish("acme", type, "1.0.0", TerraformCli.platform(), archive);
            return id;
        }

        private URI mirrored(PackageId id, String file) {
            return mirror.tlsUri().resolve("/v1/providers/" + id.provider() + "/" + file);
        }

        double initOnDemand(String type) throws IOException, InterruptedException {
            return init(publish(type), """
                    provider_installation {
                      network_mirror { url = "%s" }
                    }
                    """.formatted(mirror.tlsUri().resolve("/v1/providers/")));
        }

        double initFromOrigin(String type) throws IOException, InterruptedException {
            return init(publish(type), """
                    host "%s" {
                      services = { "providers.v1" = "%s" }
                    }
                    """.formatted(
                            MirrorStack.ORIGIN, stack.registry().services()));
        }

        private double init(PackageId id, String config) throws IOException, InterruptedException {
            Path module = Files.createTempDirectory(directory, "module-");
            Files.writeString(module.resolve("main.tf"), """
                    terraform {
                      required_providers { cold = { source = "%s", version = "1.0.0" } }
                    }
                    """.formatted(id.provider()));
            TerraformCli terraform = new TerraformCli(Files.createTempDirectory(directory, "home-"), stack.caBundle());
            long start = System.nanoTime();
            TerraformCli.Outcome outcome = terraform.run(module, config, "init", "-no-color");
            double seconds = (System.nanoTime() - start) / 1e9;
            if (outcome.exitCode() != 0) {
                throw new IOException(outcome.output());
            }
            return seconds;
        }

        double firstByteOnDemand(String type) throws IOException, InterruptedException {
            PackageId id = publish(type);
            firstByte(mirrored(id, id.version() + ".json"));
            return firstByte(mirrored(id, id.archiveName()));
        }

        double firstByteFromOrigin(String type) throws IOException, InterruptedException {
            String path = stack.registry().archivePath(publish(type));
            return firstByte(URI.create("https://" + stack.registry().authority() + path));
        }

        private double firstByte(URI url) throws IOException, InterruptedException {
            String seconds = Commands.run(
                    directory,
                    Map.of("NO_PROXY", "localhost,127.0.0.1"),
                    List.of(
                            "curl",
                            "-sSf",
                            "--cacert",
                            stack.caBundle().toString(),
                            "-o",
                            "/dev/null",
                            "-w",
                            "%{time_starttransfer}",
                            url.toString()));
            return Double.parseDouble(seconds.strip());
        }
    }
}
