package org.tfmirror.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.test.MirrorStack;
import software.amazon.awssdk.services.s3.S3Client;

/** How fast packages are packed into a bundle and taken out of it, against reading, hashing and writing the same bytes by hand. */
final class BundleBenchmark implements Benchmark {

    @Override
    public String name() {
        return "bundle";
    }

    @Override
    public List<Line> run(Bench bench) throws Exception {
        int count = bench.knobs().number("bundle.packages", 8);
        int megabytes = bench.knobs().number("bundle.package-mb", 256);
        try (MirrorStack stack = MirrorStack.start();
                MirrorUnderTest ours = MirrorUnderTest.start(bench, stack);
                S3Client store = stack.s3Client()) {
            LargePackages packages = new LargePackages(bench, stack);
            List<Path> archives = packages.archives(count, megabytes);
            List<PackageId> ids = packages.publish(archives);
            ours.mirror(List.of(ids));
            Contest contest = new Contest(ours, store, ids);
            double size = LargePackages.megabytes(archives);
            String what = "%d packages of %d MB".formatted(count, megabytes);
            Line export = Rounds.alternate(
                            bench,
                            new Side("TF Mirror", round -> size / contest.export()),
                            new Side("SDK download, SHA-256, SDK upload", round -> size / contest.byHand()))
                    .line("export of " + what, "MB/s", Goal.atLeast(0.8));
            Line imports = Rounds.alternate(
                            bench,
                            new Side("TF Mirror", round -> size / contest.imports()),
                            new Side("SDK download, SHA-256, SDK upload", round -> size / contest.byHand()))
                    .line("import of " + what, "MB/s", Goal.atLeast(0.8));
            return List.of(export, imports);
        }
    }

    /** The sides; each leaves the bucket as it was. */
    private record Contest(MirrorUnderTest ours, S3Client store, List<PackageId> packages) {

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

        double byHand() throws Exception {
            double seconds = 0;
            for (PackageId each : packages) {
                seconds += ByHand.copy(MirrorLayout.atTop().keyOf(each).value(), "by-hand", store);
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
