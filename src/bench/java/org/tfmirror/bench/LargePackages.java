package org.tfmirror.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.MirrorStack;

/** Publishes large packages at the stack's origin, each time under versions that nobody has seen. */
final class LargePackages {

    private static final int MEGA = 1_000_000;

    private final Bench bench;
    private final MirrorStack stack;
    private @Nullable Payload payload;
    private int lastVersion;

    LargePackages(Bench bench, MirrorStack stack) {
        this.bench = bench;
        this.stack = stack;
    }

    /** So many archives of about that size, all different; made once and kept. */
    List<Path> archives(int count, int megabytes) throws IOException {
        Path directory = Files.createDirectories(bench.directory().resolve("archives"));
        List<Path> archives = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Path file = directory.resolve("%d-mb-%d.zip".formatted(megabytes, i));
            if (!Files.exists(file)) {
                bench.tell("making " + file.getFileName());
            }
            archives.add(
                    Files.exists(file)
                            ? file
                            : LargeArchive.write(
                                    file, "terraform-provider-large_" + i, payload(), (long) megabytes * MEGA));
        }
        return archives;
    }

    private Payload payload() {
        if (payload == null) {
            payload = Payload.make();
        }
        return payload;
    }

    /** Publishes each archive as a version of its own, for linux_amd64. */
    List<PackageId> publish(List<Path> archives) throws IOException {
        List<PackageId> published = new ArrayList<>();
        for (Path archive : archives) {
            published.add(publish(newVersion(), "linux_amd64", archive));
        }
        return published;
    }

    /** Publishes archives as the platforms of one new version. */
    List<PackageId> publish(List<Path> archives, List<String> platforms) throws IOException {
        String version = newVersion();
        List<PackageId> published = new ArrayList<>();
        for (int i = 0; i < platforms.size(); i++) {
            published.add(publish(version, platforms.get(i), archives.get(i)));
        }
        return published;
    }

    private PackageId publish(String version, String platform, Path archive) throws IOException {
        return stack.registry().publish("acme", "large", version, platform, archive);
    }

    private String newVersion() {
        lastVersion++;
        return "1.0." + lastVersion;
    }

    static double megabytes(List<Path> archives) throws IOException {
        double bytes = 0;
        for (Path archive : archives) {
            bytes += Files.size(archive);
        }
        return bytes / MEGA;
    }
}
