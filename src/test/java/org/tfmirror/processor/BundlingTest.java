package org.tfmirror.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.processor.BundleRig.PART_SIZE;
import static org.tfmirror.processor.BundleRig.errorOf;
import static org.tfmirror.processor.BundleRig.mirrored;
import static org.tfmirror.processor.ProcessorRig.itemStates;
import static org.tfmirror.processor.ProcessorRig.statusOf;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfmirror.bundle.Manifest;
import org.tfmirror.bundle.ManifestSize;
import org.tfmirror.bundle.Part;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Sha256;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.test.JobInvariants;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** Packages that are packed outside, carried, and imported inside, by the real pipelines. */
class BundlingTest {

    private static final PackageId ONE = Packages.number(1);
    private static final PackageId TWO = Packages.number(2);
    private static final PackageId THREE = Packages.number(3);

    private final BundleRig rig = new BundleRig();

    @BeforeEach
    void threePackagesOutside() {
        TestDatabase.empty();
        rig.mirror(ONE, TWO, THREE);
    }

    @AfterEach
    void nothingIsLeftOpen() {
        rig.close();
        assertThat(rig.outside.openUploads() + rig.inside.openUploads()).isZero();
        JobInvariants.check(TestDatabase.dataSource(), ProcessorRig.MAX_ATTEMPTS);
    }

    @Test
    void whatIsPackedOutsideIsMirroredInside() throws Exception {
        List<String> before = mirrored();
        List<List<Object>> evidence = evidence();
        long bundle = rig.export(PART_SIZE, ONE, TWO, THREE);
        assertThat(statusOf(bundle)).isEqualTo("completed");

        Manifest manifest = rig.carry(bundle);
        assertThat(mirrored()).isEmpty();
        long job = rig.importing(manifest);

        assertThat(statusOf(job)).isEqualTo("completed");
        assertThat(mirrored()).isEqualTo(before);
        assertThat(evidence()).isEqualTo(evidence);
        StorageKey archive = MirrorLayout.atTop().keyOf(ONE);
        assertThat(rig.inside.bytesOf(archive)).isEqualTo(rig.outside.bytesOf(archive));
    }

    @Test
    void aManifestIsALittleSmallerThanItWasReckoned() throws Exception {
        execute("update release set published_at = '2026-11-01T12:00:00Z'");
        long bundle = rig.export(PART_SIZE, ONE, TWO, THREE);
        byte[] manifest = rig.outside.bytesOf(new StorageKey(BundleRig.folder(bundle) + "/manifest.json"));

        long reckoned = ManifestSize.of(List.of(ONE, TWO, THREE), List.of(), List.of(), 1);

        assertThat((long) manifest.length).isBetween(reckoned * 9 / 10, reckoned);
    }

    private static List<List<Object>> evidence() {
        return new ArrayList<>((List) query("select digest from evidence order by 1"));
    }

    @Test
    void onePartHasTheFilesystemMirrorsLayout() throws Exception {
        long bundle = rig.export(PART_SIZE, ONE, TWO);

        assertThat(rig.manifest(bundle).parts()).extracting(Part::name).containsExactly("part-0001.tar");
        List<String> names = names(bundle, "part-0001.tar");
        assertThat(names)
                .contains(ONE.provider() + "/" + ONE.archiveName(), TWO.provider() + "/" + TWO.archiveName())
                .anyMatch(name -> name.endsWith("_SHA256SUMS"))
                .anyMatch(name -> name.endsWith("_SHA256SUMS.sig"))
                .anyMatch(name -> name.endsWith("_keys.json"))
                .doesNotHaveDuplicates();
    }

    private List<String> names(long bundle, String part) throws IOException {
        byte[] bytes = rig.outside.bytesOf(new StorageKey(BundleRig.folder(bundle) + "/" + part));
        List<String> names = new ArrayList<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    @Test
    void partsAreCutAtPackagesAndEachIsNamedWithItsHash() throws Exception {
        long bundle = rig.export(1, ONE, TWO, THREE);

        List<Part> parts = rig.manifest(bundle).parts();
        assertThat(parts).extracting(Part::name).containsExactly("part-0001.tar", "part-0002.tar", "part-0003.tar");
        for (Part part : parts) {
            byte[] bytes = rig.outside.bytesOf(new StorageKey(BundleRig.folder(bundle) + "/" + part.name()));
            assertThat(Sha256.hexOf(bytes)).isEqualTo(part.sha256());
            assertThat(bytes).hasSize((int) part.size());
        }
    }

    @Test
    void aPackageThatCannotBePackedFailsAloneAndIsNamed() throws Exception {
        StorageKey archive = MirrorLayout.atTop().keyOf(TWO);
        byte[] altered = rig.outside.bytesOf(archive);
        altered[altered.length / 2] ^= 1;
        rig.outside.put(archive, altered, Map.of());

        long bundle = rig.export(PART_SIZE, ONE, TWO, THREE);

        assertThat(itemStates(bundle)).containsExactly("completed", "failed", "completed");
        assertThat(errorOf(bundle, TWO)).isEqualTo("object_altered");
        assertThat(rig.manifest(bundle).missing()).containsExactly(TWO);
        assertThat(rig.manifest(bundle).entries()).hasSize(2);
    }

    @Test
    void aPackageWithoutEvidenceFailsAlone() throws Exception {
        execute(
                "update mirrored_package set evidence = null where version = ?",
                THREE.version().toString());

        long bundle = rig.export(PART_SIZE, ONE, THREE);

        assertThat(errorOf(bundle, THREE)).isEqualTo("evidence_missing");
        assertThat(rig.manifest(bundle).missing()).containsExactly(THREE);
    }

    @Test
    void anExportWhoseWorkerDiesGoesOnWithTheNextPart() throws Exception {
        long bundle = rig.submitExport(1, ONE, TWO, THREE);
        StorageKey second = MirrorLayout.atTop().keyOf(TWO);
        rig.outside.afterOpen(key -> {
            if (key.equals(second)) {
                rig.outside.afterOpen(other -> {});
                execute("update job set lease_expires_at = now() - interval '1 second' where id = ?", bundle);
                try {
                    rig.packer.queue.rescue(3, 5);
                } catch (java.sql.SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        rig.runOutside();

        assertThat(statusOf(bundle)).isEqualTo("completed");
        Manifest manifest = rig.manifest(bundle);
        assertThat(manifest.entries()).hasSize(3);
        assertThat(manifest.parts())
                .extracting(Part::name)
                .containsExactly("part-0001.tar", "part-0003.tar", "part-0004.tar");
    }

    @Test
    void importingTwiceChangesNothing() throws Exception {
        Manifest manifest = rig.carry(rig.export(PART_SIZE, ONE, TWO, THREE));
        rig.importing(manifest);
        List<String> once = mirrored();

        long again = rig.importing(manifest);

        assertThat(statusOf(again)).isEqualTo("completed");
        assertThat(mirrored()).isEqualTo(once);
    }

    @Test
    void theReadmesCommandChecksThePartsByTheSignedManifest(@TempDir Path folder) throws Exception {
        long bundle = rig.export(1, ONE, TWO);
        for (StorageKey key : rig.outside.keys()) {
            if (key.value().startsWith(BundleRig.folder(bundle) + "/")) {
                Files.write(folder.resolve(key.value().replaceAll(".*/", "")), rig.outside.bytesOf(key));
            }
        }
        assertThat(check(folder)).containsExactly("part-0001.tar: OK", "part-0002.tar: OK");

        Files.writeString(folder.resolve("part-0002.tar"), "another");

        assertThat(check(folder)).contains("part-0001.tar: OK", "part-0002.tar: FAILED");
    }

    private static List<String> check(Path folder) throws Exception {
        String command = Files.readAllLines(folder.resolve("README.txt")).stream()
                .filter(line -> line.endsWith("| sha256sum -c"))
                .findFirst()
                .orElseThrow();
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var lines = process.inputReader().lines()) {
            return lines.toList();
        }
    }
}
