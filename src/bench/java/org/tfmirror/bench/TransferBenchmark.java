package org.tfmirror.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.test.MirrorStack;
import software.amazon.awssdk.services.s3.S3Client;

/** How fast packages come from a local origin (over TLS) into the local store. */
final class TransferBenchmark implements Benchmark {

    private static final List<String> PLATFORMS =
            List.of("linux_amd64", "linux_arm64", "darwin_arm64", "windows_amd64");

    @Override
    public String name() {
        return "transfer";
    }

    @Override
    public List<Line> run(Bench bench) throws Exception {
        Path directory = Files.createTempDirectory(bench.directory(), "transfer-");
        try (MirrorStack stack = MirrorStack.start();
                MirrorUnderTest ours = MirrorUnderTest.start(bench, stack);
                S3Client store = stack.s3Client()) {
            Contest contest =
                    new Contest(bench, new LargePackages(bench, stack), ours, new ByHand(stack, directory), store);
            bench.version("curl", Machine.versionOf("curl", "--version"));
            List<Line> lines = new ArrayList<>();
            lines.addAll(contest.one(bench.knobs().number("transfer.large-mb", 300)));
            lines.addAll(contest.many(
                    bench.knobs().number("transfer.many", 8), bench.knobs().number("transfer.many-mb", 185)));
            lines.add(platforms(bench, contest, new TerraformMirror(stack, directory)));
            return lines;
        }
    }

    private static Line platforms(Bench bench, Contest contest, TerraformMirror terraform) throws Exception {
        String what = "four platforms of one provider";
        if (!TerraformMirror.isPresent()) {
            return new Line.NotRun(what, "no terraform on the PATH");
        }
        bench.version("terraform", Machine.versionOf("terraform", "version"));
        return contest.platforms(what, terraform, bench.knobs().number("transfer.platform-mb", 100));
    }

    /** The sides, and where they play. */
    private record Contest(Bench bench, LargePackages packages, MirrorUnderTest ours, ByHand byHand, S3Client store) {

        List<Line> one(int megabytes) throws Exception {
            return againstByHand("one package of %d MB".formatted(megabytes), packages.archives(1, megabytes));
        }

        List<Line> many(int count, int megabytes) throws Exception {
            return againstByHand(
                    "%d packages of %d MB at once".formatted(count, megabytes), packages.archives(count, megabytes));
        }

        /** Against no more than fetching, hashing and storing; and against the same work, h1 and all. */
        private List<Line> againstByHand(String what, List<Path> archives) throws Exception {
            double size = LargePackages.megabytes(archives);
            List<Side> sides = new ArrayList<>();
            sides.add(new Side("TF Mirror", round -> size / ours(eachAlone(packages.publish(archives)))));
            sides.add(new Side(byHand.name(), round -> size / byHand.transfer(packages.publish(archives), false)));
            String withContents = what + ", the same work";
            if (!ByHand.canHashContents()) {
                Measured measured = Rounds.alternate(bench, sides.toArray(Side[]::new));
                return List.of(
                        measured.line(what, "MB/s", Goal.atLeast(0.9)),
                        new Line.NotRun(withContents, "no unzip or sha256sum on the PATH"));
            }
            sides.add(new Side(
                    "the same, and unzip with sha256sum",
                    round -> size / byHand.transfer(packages.publish(archives), true)));
            Measured measured = Rounds.alternate(bench, sides.toArray(Side[]::new));
            return List.of(
                    measured.line(what, "MB/s", Goal.atLeast(0.9)),
                    measured.line(withContents, "MB/s", 2, Goal.none()));
        }

        Line platforms(String what, TerraformMirror terraform, int megabytes) throws Exception {
            List<Path> archives = packages.archives(PLATFORMS.size(), megabytes);
            double size = LargePackages.megabytes(archives);
            return Rounds.alternate(
                            bench,
                            new Side("TF Mirror", round -> size / ours(List.of(packages.publish(archives, PLATFORMS)))),
                            new Side(
                                    "terraform providers mirror",
                                    round -> size / terraform.mirror(packages.publish(archives, PLATFORMS))))
                    .line("%s, %d MB each".formatted(what, megabytes), "MB/s", Goal.atLeast(1));
        }

        private static List<List<PackageId>> eachAlone(List<PackageId> packages) {
            return packages.stream().map(List::of).toList();
        }

        /** The store is emptied again, outside the time, so that the disk need not hold all rounds. */
        private double ours(List<List<PackageId>> jobs) throws Exception {
            double seconds = ours.mirror(jobs);
            jobs.stream()
                    .flatMap(List::stream)
                    .forEach(each -> store.deleteObject(delete -> delete.bucket(MirrorStack.BUCKET)
                            .key(MirrorLayout.atTop().keyOf(each).value())));
            return seconds;
        }
    }
}
