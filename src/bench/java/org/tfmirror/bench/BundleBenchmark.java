package org.tfmirror.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.test.MirrorStack;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * How fast packages are packed into a bundle and taken out of it, against reading, hashing and writing the same bytes by
 * hand; and that it takes the same memory for packages of any size.
 */
final class BundleBenchmark implements Benchmark {

    private static final String BY_HAND = "SDK download, SHA-256, SDK upload";

    @Override
    public String name() {
        return "bundle";
    }

    @Override
    public List<Line> run(Bench bench) throws Exception {
        int count = bench.knobs().number("bundle.packages", 8);
        int megabytes = bench.knobs().number("bundle.package-mb", 256);
        int small = bench.knobs().number("bundle.small-mb", 16);
        try (MirrorStack stack = MirrorStack.start();
                S3Client store = stack.s3Client()) {
            LargePackages packages = new LargePackages(bench, stack);
            List<Path> archives = packages.archives(count, megabytes);
            List<Line> lines = new ArrayList<>(speed(bench, stack, store, packages.publish(archives), archives));
            List<Path> smallArchives = packages.archives(count, small);
            MemoryUsage ofSmall = usage(bench, stack, store, packages.publish(smallArchives));
            MemoryUsage ofLarge = usage(bench, stack, store, packages.publish(archives));
            lines.add(Line.Row.of(
                    "peak of live heap, export and import of %d packages of %d MB".formatted(count, megabytes),
                    "MB",
                    ofLarge.live(),
                    "of %d MB".formatted(small),
                    ofSmall.live(),
                    Goal.atMost(1.1)));
            return lines;
        }
    }

    private static List<Line> speed(
            Bench bench, MirrorStack stack, S3Client store, List<PackageId> packages, List<Path> archives)
            throws Exception {
        double size = LargePackages.megabytes(archives);
        String what = "%d packages, %.0f MB in all".formatted(archives.size(), size);
        try (MirrorUnderTest ours = MirrorUnderTest.start(bench, stack)) {
            ours.mirror(List.of(packages));
            Contest contest = new Contest(bench, ours, store, packages);
            Line export = Rounds.alternate(
                            bench,
                            new Side("TF Mirror", round -> size / contest.export()),
                            new Side(BY_HAND, round -> size / contest.byHand(false)))
                    .line("export of " + what, "MB/s", Goal.atLeast(0.8));
            List<Side> sides = new ArrayList<>();
            sides.add(new Side("TF Mirror", round -> size / contest.imports()));
            sides.add(new Side(BY_HAND, round -> size / contest.byHand(false)));
            String sameWork = "import of %s, the same work".formatted(what);
            if (!ByHand.canHashContents()) {
                Measured imports = Rounds.alternate(bench, sides.toArray(Side[]::new));
                return List.of(
                        export,
                        imports.line("import of " + what, "MB/s", Goal.atLeast(0.8)),
                        new Line.NotRun(sameWork, "no unzip or sha256sum on the PATH"));
            }
            sides.add(new Side("the same, and unzip with sha256sum", round -> size / contest.byHand(true)));
            Measured imports = Rounds.alternate(bench, sides.toArray(Side[]::new));
            return List.of(
                    export,
                    imports.line("import of " + what, "MB/s", Goal.atLeast(0.8)),
                    imports.line(sameWork, "MB/s", 2, Goal.none()));
        }
    }

    /** Of a process that mirrors the packages, exports and imports them. */
    private static MemoryUsage usage(Bench bench, MirrorStack stack, S3Client store, List<PackageId> packages)
            throws Exception {
        try (MirrorUnderTest ours = MirrorUnderTest.start(bench, stack)) {
            ours.forgetPackages();
            ours.mirror(List.of(packages));
            new Contest(bench, ours, store, packages).imports();
            MemoryUsage usage = MemoryUsage.of(ours);
            bench.tell(usage.toString());
            return usage;
        }
    }

    /** The sides; each leaves the bucket as it was. */
    private record Contest(Bench bench, MirrorUnderTest ours, S3Client store, List<PackageId> packages) {

        double export() throws Exception {
            MirrorUnderTest.Submitted bundle = ours.submit("/admin/api/bundles", Map.of("all", true));
            empty("bundles/");
            return bundle.seconds();
        }

        double imports() throws Exception {
            long bundle = ours.submit("/admin/api/bundles", Map.of("all", true)).job();
            ours.forgetPackages();
            packages.forEach(each -> delete(MirrorLayout.atTop().keyOf(each).value()));
            MirrorUnderTest.Submitted imported =
                    ours.submit("/admin/api/bundles/import", Map.of("prefix", "bundles/" + bundle));
            empty("bundles/");
            return imported.seconds();
        }

        double byHand(boolean contents) throws Exception {
            double seconds = 0;
            for (PackageId each : packages) {
                String key = MirrorLayout.atTop().keyOf(each).value();
                seconds += contents
                        ? ByHand.copyAndHashContents(key, "by-hand", store, bench.directory())
                        : ByHand.copy(key, "by-hand", store);
                delete("by-hand");
            }
            return seconds;
        }

        private void empty(String prefix) {
            store.listObjectsV2Paginator(list -> list.bucket(MirrorStack.BUCKET).prefix(prefix))
                    .contents()
                    .forEach(each -> delete(each.key()));
        }

        private void delete(String key) {
            store.deleteObject(delete -> delete.bucket(MirrorStack.BUCKET).key(key));
        }
    }
}
