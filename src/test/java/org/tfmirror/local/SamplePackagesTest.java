package org.tfmirror.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

class SamplePackagesTest {

    private static final PackageId LINUX = id("linux_amd64");

    @TempDir
    Path folder;

    @Test
    void holdsTheExecutableThatTerraformLooksFor() throws IOException {
        Path archive = Files.write(folder.resolve("sample.zip"), SamplePackages.small(LINUX));

        try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("enablePosixFileAttributes", "true"))) {
            Path executable = zip.getPath("terraform-provider-sample_v1.0.0");
            assertThat(Files.readString(executable)).startsWith("#!/bin/sh\n");
            assertThat(Files.getPosixFilePermissions(executable)).contains(PosixFilePermission.OWNER_EXECUTE);
            assertThat(zip.getPath("LICENSE.txt")).exists();
        }
    }

    @Test
    void theSameNameGivesTheSameBytesAndAnotherNameOthers() {
        assertThat(SamplePackages.small(LINUX)).isEqualTo(SamplePackages.small(LINUX));
        assertThat(SamplePackages.small(LINUX)).isNotEqualTo(SamplePackages.small(id("linux_arm64")));
    }

    @Test
    void onWindowsTheExecutableHasItsSuffix() {
        assertThat(SamplePackages.executableName(id("windows_amd64")))
                .isEqualTo("terraform-provider-sample_v1.0.0.exe");
    }

    @Test
    void aBigPackageIsAsBigAsItIsToldAndDoesNotCompress() throws IOException {
        Path archive = SamplePackages.writeBig(folder.resolve("big.zip"), LINUX, 1_000_001);

        assertThat(Files.size(archive)).isBetween(1_000_001L, 1_002_000L);
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            ZipEntry executable = zip.getEntry("terraform-provider-sample_v1.0.0");
            assertThat(executable.getSize()).isEqualTo(1_000_001);
            assertThat(zip.getInputStream(executable).readAllBytes()).hasSize(1_000_001);
        }
    }

    @Test
    void aZipHoldsTheFilesItIsGiven() throws IOException {
        Path archive = Files.write(folder.resolve("own.zip"), SamplePackages.zip(Map.of("a/b.txt", "content")));

        try (ZipFile zip = new ZipFile(archive.toFile())) {
            assertThat(zip.getInputStream(zip.getEntry("a/b.txt")).readAllBytes())
                    .isEqualTo("content".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static PackageId id(String platform) {
        return new PackageId(
                new ProviderAddress("localhost:8444", "tfmirror", "sample"),
                ProviderVersion.parse("1.0.0"),
                Platform.parse(platform));
    }
}
