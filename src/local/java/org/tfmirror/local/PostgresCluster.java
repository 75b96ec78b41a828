package org.tfmirror.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A data directory of PostgreSQL and the server that runs on it. It holds one database and one role, {@code tfmirror},
 * which is no superuser and logs in over loopback TCP with a password; nobody else can log in, and there is no Unix socket.
 */
final class PostgresCluster {

    /** What happens to committed data when the machine loses power. */
    enum Durability {
        LASTING("on", "scram-sha-256", 4096),
        /** Quicker, and safe against killed processes: not synced to the disk, and its password is sent as it is. */
        THROWAWAY("off", "password", 1);

        final String fsync;

        /** How a client shows its password: proving it by SCRAM takes longer than most statements of a test. */
        final String authentication;

        final int scramIterations;

        Durability(String fsync, String authentication, int scramIterations) {
            this.fsync = fsync;
            this.authentication = authentication;
            this.scramIterations = scramIterations;
        }
    }

    /** How sessions end when the server stops. */
    enum StopMode {
        /** Sessions are told and the data are written out. */
        FAST,
        /** As in a crash: connections break, and the next start recovers from the write-ahead log. */
        IMMEDIATE
    }

    static final String NAME = "tfmirror";
    private static final String PASSWORD_FILE = "tfmirror-password";

    private final PostgresPrograms programs;
    private final Path directory;
    private final Durability durability;

    PostgresCluster(PostgresPrograms programs, Path directory, Durability durability) {
        this.programs = programs;
        this.directory = directory.toAbsolutePath().normalize();
        this.durability = durability;
    }

    Path directory() {
        return directory;
    }

    /** Creates the data directory unless it is there; a half-made one from an interrupted run is made anew. */
    void createIfAbsent() throws IOException {
        if (Files.exists(directory.resolve(PASSWORD_FILE))) {
            return;
        }
        Path made = directory.resolveSibling(directory.getFileName() + ".new");
        Directories.delete(made);
        Directories.createPrivate(made);
        String password = Passwords.generate();
        List<String> initdb = new ArrayList<>(List.of("-D", made.toString(), "-U", "postgres", "-E", "UTF8"));
        initdb.addAll(List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
        initdb.addAll(List.of("-A", "reject", "--no-instructions"));
        if (durability == Durability.THROWAWAY) {
            initdb.add("--no-sync");
        }
        programs.run(null, "initdb", initdb.toArray(String[]::new));
        // Single-user mode needs no login, so no moment exists at which a superuser could be reached over the network.
        String said = programs.run(
                """
                set scram_iterations = %3$d
                create role %1$s login createdb password '%2$s' in role pg_monitor
                create database %1$s owner %1$s
                """.formatted(NAME, password, durability.scramIterations),
                "postgres",
                "--single",
                "-D",
                made.toString(),
                "postgres");
        if (said.contains("ERROR") || said.contains("FATAL")) {
            throw new PostgresFailedException("could not create the database", said);
        }
        Files.writeString(
                made.resolve("pg_hba.conf"), "host all " + NAME + " 127.0.0.1/32 " + durability.authentication + "\n");
        Directories.writePrivate(made.resolve(PASSWORD_FILE), password);
        Files.move(made, directory);
    }

    String password() throws IOException {
        return Files.readString(directory.resolve(PASSWORD_FILE));
    }

    /** Starts the server and returns when it accepts connections, recovery after a crash included. */
    void start(int port) throws IOException {
        Path log = directory.resolve("server.log");
        Files.deleteIfExists(log);
        String options = "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200"
                + " -c timezone=UTC -c fsync=%s -c full_page_writes=%s";
        options = options.formatted(port, durability.fsync, durability.fsync);
        try {
            // pg_ctl makes the server the leader of a session of its own: Ctrl-C at the terminal does not reach it.
            programs.run(
                    null,
                    "pg_ctl",
                    "start",
                    "-w",
                    "-t",
                    "120",
                    "-D",
                    directory.toString(),
                    "-l",
                    log.toString(),
                    "-o",
                    options);
        } catch (PostgresFailedException e) {
            String said = Files.exists(log) ? Files.readString(log) : String.valueOf(e.getMessage());
            throw new PostgresFailedException("the server did not start in " + directory, said);
        }
    }

    /** Stops the server, or the one that an earlier, killed process left running here; none is fine. */
    void stop(StopMode mode) throws IOException {
        PostmasterFile file = new PostmasterFile(directory);
        if (file.postmaster().isEmpty()) {
            file.delete();
            return;
        }
        String how = mode.name().toLowerCase(Locale.ROOT);
        programs.run(null, "pg_ctl", "stop", "-w", "-t", "60", "-D", directory.toString(), "-m", how);
    }
}
