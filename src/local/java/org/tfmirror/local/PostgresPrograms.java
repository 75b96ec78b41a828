package org.tfmirror.local;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of PostgreSQL, unpacked once from the archive that Maven put on the class path. As root they run in a user
 * namespace of their own, because PostgreSQL refuses to run as root.
 *
 * @param home the directory that holds {@code bin}, {@code lib} and {@code share}
 */
record PostgresPrograms(Path home) {

    private static final Map<Path, PostgresPrograms> UNPACKED = new ConcurrentHashMap<>();

    /** Unpacks the programs below {@code parent}, in a directory named by the archive's digest, unless they are there. */
    static PostgresPrograms unpackedBelow(Path parent) throws IOException {
        PostgresPrograms known = UNPACKED.get(parent.toAbsolutePath());
        if (known != null && Files.isDirectory(known.home)) {
            return known;
        }
        byte[] archive = archive();
        Path home = parent.toAbsolutePath().resolve("postgresql-" + digest(archive));
        if (!Files.isDirectory(home)) {
            Files.createDirectories(parent);
            Path work = Files.createTempDirectory(parent, "postgresql-unpack-");
            unpack(archive, work);
            Directories.moveIntoPlace(work, home);
        }
        PostgresPrograms programs = new PostgresPrograms(home);
        UNPACKED.put(parent.toAbsolutePath(), programs);
        return programs;
    }

    /**
     * Runs a program to its end, with {@code input} as its standard input.
     *
     * @return what it wrote
     * @throws PostgresFailedException with what it wrote, if it ended with anything but 0
     */
    String run(@Nullable String input, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try (var stdin = process.getOutputStream()) {
            stdin.write((input == null ? "" : input).getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            int exit = process.waitFor();
            if (exit != 0) {
                throw new PostgresFailedException("%s ended with %d".formatted(program, exit), output);
            }
            return output;
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new PostgresFailedException(program + " was interrupted", output);
        }
    }

    private static byte[] archive() throws IOException {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String system = os.contains("mac") ? "Darwin" : "Linux";
        String arch = System.getProperty("os.arch", "");
        try (InputStream stream =
                DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, arch.equals("amd64") ? "x86_64" : arch)) {
            return stream.readAllBytes();
        }
    }

    private static String digest(byte[] archive) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(archive);
            return HexFormat.of().formatHex(sha256, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has SHA-256
        }
    }

    private static void unpack(byte[] archive, Path directory) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = directory.resolve(entry.getName()).normalize();
                if (!target.startsWith(directory)) {
                    throw new IOException(
                            "an entry of the PostgreSQL archive leaves its directory: " + entry.getName());
                }
                Files.createDirectories(entry.isDirectory() ? target : target.resolveSibling(""));
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else if (entry.isFile()) {
                    Files.copy(tar, target);
                    if (target.getParent() != null && target.getParent().endsWith("bin")) {
                        target.toFile().setExecutable(true, true);
                    }
                }
            }
        }
    }
}
