package org.tfmirror.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfmirror.provider.PackageId;

/** The real client is the judge of the registry's protocol, its signatures and its packages. */
class SampleRegistryTerraformTest {

    private final CertificateAuthority authority = CertificateAuthority.create();
    private @Nullable SampleRegistry started;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(
                Pattern.compile(File.pathSeparator)
                        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                        .anyMatch(each -> Files.isExecutable(Path.of(each, "terraform"))),
                "terraform is not on the PATH");
        started = SampleRegistry.start(
                0, authority.serverContext(authority.issue("localhost")), PackageSigner.generate());
    }

    @AfterEach
    void stop() {
        if (started != null) {
            started.close();
        }
    }

    @Test
    void terraformInstallsASampleAndCallsItSigned() throws Exception {
        PackageId id = registry().publishSample("tfmirror", "sample", "1.0.0", platform());

        String said = init(0);

        assertThat(said).contains("Installed localhost:" + registry().port() + "/tfmirror/sample v1.0.0 (self-signed");
        assertThat(said).doesNotContain("unauthenticated");
        try (var files = Files.walk(folder.resolve(".terraform"))) {
            assertThat(files.filter(Files::isExecutable)
                            .map(file -> file.getFileName().toString()))
                    .contains(SamplePackages.executableName(id));
        }
    }

    @Test
    void terraformRefusesAWrongSignature() throws Exception {
        registry().publishSample("tfmirror", "sample", "1.0.0", platform());
        registry().faults().always(path -> path.endsWith(".sig"), Fault.wrongSignature());

        assertThat(init(1)).contains("signature");
    }

    private SampleRegistry registry() {
        return Objects.requireNonNull(started);
    }

    private String init(int expectedExit) throws Exception {
        Files.writeString(folder.resolve("main.tf"), """
                terraform {
                  required_providers {
                    sample = { source = "%s/tfmirror/sample" }
                  }
                }
                """.formatted(registry().hostname()));
        Path trusted = Files.writeString(folder.resolve("ca.pem"), authority.certificatePem());
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder("terraform", "init", "-no-color")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("SSL_CERT_FILE", trusted.toString());
        builder.environment().put("TF_CLI_CONFIG_FILE", "/dev/null");
        builder.environment().put("CHECKPOINT_DISABLE", "1");
        builder.environment().put("NO_PROXY", "localhost");
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(said).isEqualTo(expectedExit);
        return said;
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        return os + "_" + arch;
    }
}
