package org.tfmirror.processor.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfmirror.bundle.Manifest;
import org.tfmirror.bundle.ManifestHead;
import org.tfmirror.bundle.Part;
import org.tfmirror.provider.Sha256;

class BundleReadmeTest {

    @TempDir
    Path folder;

    @Test
    void itsLineChecksThePartsAndNothingElse() throws IOException, InterruptedException {
        byte[] part = "a part".getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("part-0001.tar"), part);
        PartManifest.Packed manifest = manifest(new Part("part-0001.tar", part.length, Sha256.hexOf(part)));
        Files.write(folder.resolve("manifest.json"), manifest.json());
        String line = BundleFiles.readme(manifest)
                .lines()
                .filter(each -> each.endsWith("| sha256sum -c"))
                .findFirst()
                .orElseThrow();

        Process process = new ProcessBuilder("sh", "-c", line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("part-0001.tar: OK");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void itSaysHowTheAuthorsKeysComeIntoGpg() {
        assertThat(BundleFiles.readme(manifest())).containsSubsequence("_keys.json | gpg --import", "gpg --verify");
    }

    private static PartManifest.Packed manifest(Part... parts) {
        Manifest manifest = new Manifest(
                new ManifestHead.Origin("0123456789abcdef", 1, Instant.EPOCH),
                List.of(),
                List.of(parts),
                List.of(),
                List.of(),
                List.of());
        return new PartManifest.Packed(manifest.file().head(), 0, 0, manifest.write());
    }
}
