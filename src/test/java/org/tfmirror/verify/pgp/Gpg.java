package org.tfmirror.verify.pgp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real gpg, with a home of its own. */
final class Gpg {

    private final Path home;

    Gpg(Path home) {
        this.home = home;
    }

    static boolean isThere() {
        try {
            Process process = new ProcessBuilder("gpg", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Runs gpg and gives its status lines and output, whatever its exit code. */
    String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "gpg", "--homedir", home.toString(), "--batch", "--yes", "--no-tty", "--pinentry-mode", "loopback"));
        command.addAll(List.of("--passphrase", "", "--status-fd", "1", "--trust-model", "always"));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(home, "out", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("gpg did not end: " + command);
        }
        return Files.readString(output, StandardCharsets.ISO_8859_1);
    }

    /** Verifies a detached signature with only that key known. */
    String verify(byte[] key, byte[] document, byte[] signature, String... options)
            throws IOException, InterruptedException {
        Path keyFile = Files.write(home.resolve("key"), key);
        Path documentFile = Files.write(home.resolve("document"), document);
        Path signatureFile = Files.write(home.resolve("signature"), signature);
        run("--import", keyFile.toString());
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--verify", signatureFile.toString(), documentFile.toString()));
        return run(arguments.toArray(String[]::new));
    }

    byte[] sign(String key, byte[] document, String... options) throws IOException, InterruptedException {
        Path documentFile = Files.write(home.resolve("document"), document);
        Path signatureFile = home.resolve("signature");
        Files.deleteIfExists(signatureFile);
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--local-user", key, "--output", signatureFile.toString()));
        arguments.addAll(List.of("--detach-sign", documentFile.toString()));
        run(arguments.toArray(String[]::new));
        return Files.readAllBytes(signatureFile);
    }

    String export(String key) throws IOException, InterruptedException {
        Path exported = home.resolve("exported");
        Files.deleteIfExists(exported);
        run("--armor", "--output", exported.toString(), "--export", key);
        return Files.readString(exported, StandardCharsets.US_ASCII);
    }

    void stopAgent() throws IOException, InterruptedException {
        new ProcessBuilder("gpgconf", "--homedir", home.toString(), "--kill", "all")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor(20, TimeUnit.SECONDS);
    }
}
