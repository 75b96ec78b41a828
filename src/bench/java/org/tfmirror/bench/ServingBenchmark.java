package org.tfmirror.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.tfmirror.bench.Load.Outcome;
import org.tfmirror.bench.Load.Request;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.PackagedApplication;

/** What Terraform's clients are answered, and how fast, with a full catalog. */
final class ServingBenchmark implements Benchmark {

    private static final double LIMIT_MILLIS = 10;
    private static final double LARGE_LIMIT_MILLIS = 50;
    private static final double HEAD_LIMIT_BYTES = 2_048;

    @Override
    public String name() {
        return "serving";
    }

    @Override
    public List<Line> run(Bench bench) throws Exception {
        Path directory = Files.createTempDirectory(bench.directory(), "serving-");
        try (MirrorStack stack = MirrorStack.start();
                PackagedApplication mirror = PackagedApplication.over(stack)
                        .with("tfmirror.processor.enabled", "false")
                        .start()) {
            ServedCatalog catalog = ServedCatalog.fill(stack, bench.knobs().number("serving.packages", 5_000));
            Clients clients = new Clients(bench, catalog, mirror.baseUri().getPort());
            List<Line> lines = new ArrayList<>();
            lines.addAll(clients.documents(mirror, directory));
            lines.addAll(clients.redirects());
            lines.add(clients.unchanged(stack, mirror));
            lines.addAll(clients.signed(SignedCatalog.fill(stack, bench.knobs().number("serving.packages", 5_000))));
            return lines;
        }
    }

    /** The load, and where it goes. */
    private static final class Clients {

        private final Bench bench;
        private final ServedCatalog catalog;
        private final int port;
        private final int rate;
        private final int seconds;
        private final int count;

        Clients(Bench bench, ServedCatalog catalog, int port) {
            this.bench = bench;
            this.catalog = catalog;
            this.port = port;
            this.rate = bench.knobs().number("serving.rate", 500);
            this.seconds = bench.knobs().number("serving.seconds", 20);
            this.count = rate * seconds;
        }

        private Request document(int request) {
            return new Request(catalog.someDocument(request), "");
        }

        private double p99(Outcome outcome) {
            bench.tell("p50 %.2f, p99 %.2f, most %.2f ms"
                    .formatted(outcome.percentile(0.5), outcome.percentile(0.99), outcome.percentile(1)));
            return outcome.percentile(0.99);
        }

        List<Line> documents(PackagedApplication mirror, Path directory) throws Exception {
            Side steady = new Side("TF Mirror", round -> p99(new Load(port, 200).atRate(rate, count, this::document)));
            Side most = new Side("TF Mirror", round -> new Load(port, 200).asFastAsPossible(seconds, this::document));
            List<Line> lines = new ArrayList<>();
            String what = "VERSION.json at %d/s, 99 of 100 answered within".formatted(rate);
            if (!StaticServer.isPresent()) {
                Measured measured = Rounds.alternate(bench, steady);
                lines.add(Line.Row.within(what, "ms", measured.median(0), LIMIT_MILLIS));
                lines.add(new Line.NotRun("VERSION.json, most per second", "no nginx on the PATH"));
                return lines;
            }
            bench.version(
                    "nginx", Machine.versionOf("sh", "-c", "nginx -v 2>&1").replaceAll(".*/", ""));
            try (StaticServer nginx = StaticServer.start(directory, writeDocuments(mirror, directory))) {
                Measured measured = Rounds.alternate(
                        bench,
                        steady,
                        new Side(
                                "nginx, the same as files",
                                round -> p99(new Load(nginx.port(), 200).atRate(rate, count, this::document))));
                lines.add(Line.Row.within(what, "ms", measured.median(0), LIMIT_MILLIS));
                lines.add(measured.line(what, "ms", Goal.none()));
                lines.add(Rounds.alternate(
                                bench,
                                most,
                                new Side(
                                        "nginx, the same as files",
                                        round -> new Load(nginx.port(), 200).asFastAsPossible(seconds, this::document)))
                        .line("VERSION.json, most per second", "/s", Goal.none()));
                return lines;
            }
        }

        private Path writeDocuments(PackagedApplication mirror, Path directory) throws Exception {
            Path root = Files.createDirectory(directory.resolve("files"));
            HttpClient client = HttpClient.newHttpClient();
            for (int n = 0; n < catalog.documents(); n++) {
                String path = catalog.document(n);
                Path file = root.resolve(path.substring(1));
                Files.createDirectories(file.resolveSibling(""));
                URI uri = mirror.baseUri().resolve(path);
                HttpResponse<Path> answer =
                        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofFile(file));
                if (answer.statusCode() != 200) {
                    throw new IllegalStateException(path + " answered " + answer.statusCode());
                }
            }
            return root;
        }

        List<Line> redirects() throws Exception {
            List<Double> bytes = new ArrayList<>();
            Measured measured = Rounds.alternate(bench, new Side("TF Mirror", round -> {
                Outcome outcome = new Load(port, 307)
                        .atRate(rate, count, request -> new Request(catalog.someArchive(request), ""));
                bytes.add((double) outcome.receivedBytes() / count);
                return p99(outcome);
            }));
            return List.of(
                    Line.Row.within(
                            "archive by redirect at %d/s, 99 of 100 answered within".formatted(rate),
                            "ms",
                            measured.median(0),
                            LIMIT_MILLIS),
                    Line.Row.within(
                            "bytes of ours for an archive of 20 MB, by redirect",
                            "bytes",
                            bytes.get(0),
                            HEAD_LIMIT_BYTES));
        }

        /** The registry face, and lists of either. */
        List<Line> signed(SignedCatalog signed) throws Exception {
            int few = bench.knobs().number("serving.large-rate", 20);
            return List.of(
                    within("download document of the registry face", rate, LIMIT_MILLIS, signed::download),
                    within("versions of the registry face, 20 of them", rate, LIMIT_MILLIS, signed::versions),
                    within("index.json of 20 versions", rate, LIMIT_MILLIS, signed::index),
                    within(
                            "versions of the registry face, 400 for 15 platforms",
                            few,
                            LARGE_LIMIT_MILLIS,
                            request -> signed.manyVersions()));
        }

        private Line within(String what, int perSecond, double limit, IntFunction<String> path) throws Exception {
            Measured measured = Rounds.alternate(
                    bench,
                    new Side(
                            "TF Mirror",
                            round -> p99(new Load(port, 200)
                                    .atRate(
                                            perSecond,
                                            perSecond * seconds,
                                            request -> new Request(path.apply(request), "")))));
            return Line.Row.within(
                    "%s at %d/s, 99 of 100 answered within".formatted(what, perSecond),
                    "ms",
                    measured.median(0),
                    limit);
        }

        /** @throws IllegalStateException where the store was asked anything */
        Line unchanged(MirrorStack stack, PackagedApplication mirror) throws Exception {
            URI uri = mirror.baseUri().resolve(catalog.document(0));
            HttpClient client = HttpClient.newHttpClient();
            String tag = client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                    .headers()
                    .firstValue("ETag")
                    .orElseThrow();
            long before = stack.s3Wire().bytesSent();
            Measured measured = Rounds.alternate(
                    bench,
                    new Side(
                            "TF Mirror",
                            round -> p99(new Load(port, 304)
                                    .atRate(
                                            rate,
                                            count,
                                            request -> new Request(
                                                    catalog.document(0), "If-None-Match: " + tag + "\r\n")))));
            if (stack.s3Wire().bytesSent() != before) {
                throw new IllegalStateException("If-None-Match asked the store");
            }
            return Line.Row.within(
                    "If-None-Match at %d/s, 99 of 100 answered within, the store not asked".formatted(rate),
                    "ms",
                    measured.median(0),
                    LIMIT_MILLIS);
        }
    }
}
