package org.tfmirror.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.MirrorStack;

/** {@code terraform providers mirror} from the stack's origin into a directory. */
final class TerraformMirror {

    private final MirrorStack stack;
    private final Path directory;

    /** @param directory for modules and what is mirrored */
    TerraformMirror(MirrorStack stack, Path directory) {
        this.stack = stack;
        this.directory = directory;
    }

    static boolean isPresent() {
        return Commands.isPresent("terraform");
    }

    /** Mirrors all platforms of a version and returns the seconds it took. */
    double mirror(List<PackageId> packages) throws IOException, InterruptedException {
        Path module = Files.createTempDirectory(directory, "terraform-");
        PackageId first = packages.get(0);
        Files.writeString(module.resolve("main.tf"), """
                terraform {
                  required_providers {
                    large = { source = "%s", version = "%s" }
                  }
                }
                """.formatted(first.provider(), first.version()));
        Path config = Files.writeString(module.resolve("cli.tfrc"), """
                host "%s" {
                  services = { "providers.v1" = "%s" }
                }
                """.formatted(
                        MirrorStack.ORIGIN, stack.registry().services()));
        List<String> command = new ArrayList<>(List.of("terraform", "providers", "mirror"));
        packages.forEach(each -> command.add("-platform=" + each.platform()));
        command.add("mirrored");
        long start = System.nanoTime();
        Commands.run(
                module,
                Map.of(
                        "TF_CLI_CONFIG_FILE", config.toString(),
                        "TF_IN_AUTOMATION", "1",
                        "CHECKPOINT_DISABLE", "1",
                        "SSL_CERT_FILE", stack.caBundle().toString(),
                        "NO_PROXY", "localhost,127.0.0.1"),
                command);
        double seconds = (System.nanoTime() - start) / 1e9;
        try (Stream<Path> files = Files.walk(module)) {
            if (files.filter(file -> file.toString().endsWith(".zip")).count() != packages.size()) {
                throw new IOException("terraform did not mirror all packages");
            }
        }
        delete(module);
        return seconds;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path each : (Iterable<Path>) walk.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(each);
            }
        }
    }
}
