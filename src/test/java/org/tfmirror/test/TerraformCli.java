package org.tfmirror.test;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The {@code terraform} or {@code tofu} on the PATH, run apart from the configuration and caches of whoever runs the tests. */
public final class TerraformCli {

    private static final int LIMIT_SECONDS = 180;

    private final String program;
    private final Path home;
    private final Path trusted;

    /** What a command came to, standard output and error together. */
    public record Outcome(int exitCode, String output) {}

    /**
     * Makes a client.
     *
     * @param home an empty directory that the client may use
     * @param trusted PEM file of the only authorities it trusts
     */
    public TerraformCli(Path home, Path trusted) {
        this("terraform", home, trusted);
    }

    /** As {@link #TerraformCli(Path, Path)}, of another program with the same commands. */
    public TerraformCli(String program, Path home, Path trusted) {
        this.program = program;
        this.home = home;
        this.trusted = trusted;
    }

    /** Whether there is a {@code terraform} at all. */
    public static boolean isPresent() {
        return isPresent("terraform");
    }

    /** Whether there is this program, {@code terraform} or {@code tofu}. */
    public static boolean isPresent(String program) {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    /** The platform it installs for, such as {@code linux_amd64}. */
    public static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        return os + "_" + arch;
    }

    /**
     * Runs a command in a module's directory.
     *
     * @param cliConfig the text of the CLI configuration file
     */
    public Outcome run(Path module, String cliConfig, String... arguments) throws IOException, InterruptedException {
        Path config = Files.writeString(Files.createTempFile(home, "cli-", ".tfrc"), cliConfig);
        Path output = Files.createTempFile(home, "output-", ".txt");
        List<String> command =
                Stream.concat(Stream.of(program), Stream.of(arguments)).toList();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(module.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TF_"));
        builder.environment()
                .putAll(Map.of(
                        "HOME", home.toString(),
                        "TF_CLI_CONFIG_FILE", config.toString(),
                        "TF_DATA_DIR", module.resolve(".terraform").toString(),
                        "TF_IN_AUTOMATION", "1",
                        "CHECKPOINT_DISABLE", "1",
                        "SSL_CERT_FILE", trusted.toString(),
                        "SSL_CERT_DIR", home.toString(),
                        "NO_PROXY", "localhost,127.0.0.1",
                        "no_proxy", "localhost,127.0.0.1"));
        Process process = builder.start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("%s does not end:%n%s".formatted(command, Files.readString(output)));
        }
        return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
