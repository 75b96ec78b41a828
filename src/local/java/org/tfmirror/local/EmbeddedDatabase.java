package org.tfmirror.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.tfmirror.local.PostgresCluster.Durability;
import org.tfmirror.local.PostgresCluster.StopMode;

/**
 * A real PostgreSQL on 127.0.0.1, from programs that Maven put on the class path. It runs as root and as an ordinary user,
 * in a session of its own, so that Ctrl-C at the terminal leaves it to whoever started it. No shutdown hook is registered:
 * close it, after its last user. Its methods may be called from any thread.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    private static final int PORTS_TRIED = 3;

    private final PostgresCluster cluster;
    private final Durability durability;
    private final int port;
    private final String password;
    private final FileChannel lock;

    private EmbeddedDatabase(PostgresCluster cluster, Durability durability, int port, FileChannel lock)
            throws IOException {
        this.cluster = cluster;
        this.durability = durability;
        this.port = port;
        this.lock = lock;
        this.password = cluster.password();
    }

    /**
     * Starts an empty database on a free port. It is not synced to the disk, and is deleted when it is closed.
     *
     * @throws PostgresFailedException with the server's own words, if it refuses to start
     */
    public static EmbeddedDatabase startTemporary() throws IOException {
        Path directory = Files.createTempDirectory("tfmirror-postgres-").resolve("data");
        return start(sharedPrograms(), directory, Durability.THROWAWAY, 0);
    }

    /**
     * Starts the database in {@code dataDirectory}, and creates it there the first time. Its data outlive the process and
     * the machine's power; a server that an earlier, killed process left running there is stopped first.
     *
     * @param port the port, or 0 for a free one
     * @throws PortInUseException if something listens on the port
     * @throws DirectoryInUseException if another live process has the database open
     * @throws PostgresFailedException with the server's own words, if it refuses to start
     */
    public static EmbeddedDatabase start(Path dataDirectory, int port) throws IOException {
        Path directory = dataDirectory.toAbsolutePath().normalize();
        return start(directory.resolveSibling("programs"), directory, Durability.LASTING, port);
    }

    /** Where the build keeps what it unpacks; Maven says where the project is, else this is the current directory. */
    static Path sharedPrograms() {
        return Path.of(System.getProperty("basedir", ""), "target", "embedded");
    }

    static EmbeddedDatabase start(Path programs, Path directory, Durability durability, int port) throws IOException {
        Directories.createPrivate(parentOf(directory));
        FileChannel lock = lock(directory);
        try {
            PostgresCluster cluster =
                    new PostgresCluster(PostgresPrograms.unpackedBelow(programs), directory, durability);
            cluster.createIfAbsent();
            cluster.stop(StopMode.FAST);
            for (int attempt = 1; ; attempt++) {
                int chosen = port == 0 ? LoopbackPort.free() : port;
                EmbeddedDatabase database = new EmbeddedDatabase(cluster, durability, chosen, lock);
                try {
                    database.startServer();
                    return database;
                } catch (IOException e) {
                    if (port != 0 || attempt == PORTS_TRIED) { // a free port may be taken before the server has it
                        throw e;
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** The URL for JDBC, without credentials. */
    public String jdbcUrl() {
        return "jdbc:postgresql://%s:%d/%s".formatted(host(), port, database());
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /** A role that owns the database and may create others, and is no superuser. */
    public String username() {
        return PostgresCluster.NAME;
    }

    /** The role's password, made when the database was created. */
    public String password() {
        return password;
    }

    public String database() {
        return PostgresCluster.NAME;
    }

    /** Breaks all connections, as a crash of the server does. Data that were committed are there after {@link #startServer}. */
    public synchronized void stopServer() throws IOException {
        cluster.stop(StopMode.IMMEDIATE);
    }

    /** Starts the server again, on the same port and data. */
    public synchronized void startServer() throws IOException {
        LoopbackPort.requireFree(port, "PostgreSQL");
        cluster.start(port);
        try {
            verifyDurability();
        } catch (IOException e) {
            cluster.stop(StopMode.FAST);
            throw e;
        }
    }

    /** Stops the server, and deletes a temporary database. Closing twice is fine. */
    @Override
    public synchronized void close() throws IOException {
        if (!lock.isOpen()) {
            return;
        }
        try {
            cluster.stop(durability == Durability.LASTING ? StopMode.FAST : StopMode.IMMEDIATE);
        } finally {
            lock.close();
        }
        if (durability == Durability.THROWAWAY) {
            Directories.delete(parentOf(cluster.directory()));
        }
    }

    private void verifyDurability() throws IOException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl());
        source.setUser(username());
        source.setPassword(password);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("show fsync")) {
            String fsync = result.next() ? result.getString(1) : "nothing";
            if (!durability.fsync.equals(fsync)) {
                throw new PostgresFailedException(
                        "fsync must be " + durability.fsync + " in " + cluster.directory(), "it is " + fsync);
            }
        } catch (SQLException e) {
            throw new IOException("PostgreSQL started at " + jdbcUrl() + " but refused a login", e);
        }
    }

    private static Path parentOf(Path directory) {
        return directory.resolveSibling("").normalize();
    }

    private static FileChannel lock(Path directory) throws IOException {
        Path file = directory.resolveSibling(directory.getFileName() + ".lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!locked(channel)) {
            channel.close();
            throw new DirectoryInUseException(directory);
        }
        return channel;
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            @Nullable FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // this very process has it
        }
    }
}
