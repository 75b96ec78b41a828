package org.tfmirror.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {

    @TempDir
    Path folder;

    @Test
    void aTemporaryDatabaseSurvivesAnOutageAndIsGoneAfterItsClose() throws Exception {
        Path directory;
        EmbeddedDatabase database = EmbeddedDatabase.startTemporary();
        try (database) {
            directory = dataDirectoryOf(database);
            execute(database, "create table notes (note text)");
            try (Connection open = connect(database)) {
                execute(database, "insert into notes values ('committed')");

                database.stopServer();

                assertThatThrownBy(() -> query(open, "select 1")).isInstanceOf(SQLException.class);
                assertThatThrownBy(() -> connect(database)).isInstanceOf(SQLException.class);
            }
            database.startServer();
            assertThat(query(database, "select note from notes")).isEqualTo("committed");
        }
        assertThat(directory).doesNotExist();
        assertThatThrownBy(() -> connect(database)).isInstanceOf(SQLException.class);
        database.close();
    }

    @Test
    void aLastingDatabaseSyncsToTheDiskAndKeepsItsDataAndPassword() throws Exception {
        Path directory = folder.resolve("data");
        String password;
        try (EmbeddedDatabase database = start(directory, 0)) {
            password = database.password();
            execute(database, "create table notes (note text)");
            execute(database, "insert into notes values ('kept')");
            assertThat(query(database, "show fsync")).isEqualTo("on");
            assertThat(query(database, "show synchronous_commit")).isEqualTo("on");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwx------");
        }
        try (EmbeddedDatabase database = start(directory, 0)) {
            assertThat(query(database, "select note from notes")).isEqualTo("kept");
            assertThat(database.password()).isEqualTo(password);
        }
    }

    @Test
    void aLastingDatabaseIsTakenOverFromAKilledProcess() throws Exception {
        Path directory = folder.resolve("data");
        int port = LoopbackPort.free();
        ProcessHandle orphan = leaveOrphan(directory, port);
        assertThat(orphan.isAlive()).isTrue();

        try (EmbeddedDatabase database = start(directory, port)) {
            assertThat(query(database, "select note from notes")).isEqualTo("left behind");
            assertThat(new PostmasterFile(directory).postmaster())
                    .isPresent()
                    .get()
                    .isNotEqualTo(orphan);
        }
    }

    @Test
    void aPidFileWhoseNumberAnotherProcessHasByNowIsNoObstacle() throws Exception {
        Path directory = folder.resolve("data");
        start(directory, 0).close();
        Files.writeString(
                directory.resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n");

        try (EmbeddedDatabase database = start(directory, 0)) {
            assertThat(query(database, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void anInterruptedFirstStartIsMadeAnew() throws Exception {
        Path directory = folder.resolve("data");
        Path half = Files.createDirectories(folder.resolve("data.new"));
        Files.writeString(half.resolve("PG_VERSION"), "17\n");

        try (EmbeddedDatabase database = start(directory, 0)) {
            assertThat(query(database, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void aPortInUseAndADirectoryInUseAreRefusedByName() throws Exception {
        Path directory = folder.resolve("data");
        try (EmbeddedDatabase database = start(directory, 0);
                ServerSocket taken = new ServerSocket(0, 1, LoopbackPort.address())) {
            assertThatThrownBy(() -> start(folder.resolve("other"), taken.getLocalPort()))
                    .isInstanceOf(PortInUseException.class)
                    .hasMessageContaining("port " + taken.getLocalPort());
            assertThatThrownBy(() -> start(directory, 0))
                    .isInstanceOf(DirectoryInUseException.class)
                    .hasMessageContaining(directory.toString());
            assertThat(query(database, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void onlyTheOwnRoleLogsInAndOnlyWithItsPassword() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.startTemporary()) {
            assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), database.username(), "wrong"))
                    .hasMessageContaining("password authentication failed");
            assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), "postgres", ""))
                    .hasMessageContaining("pg_hba.conf");
            assertThat(query(database, "show is_superuser")).isEqualTo("off");
            assertThat(query(database, "show listen_addresses")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aSignalToTheTerminalsGroupDoesNotReachTheServer() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.startTemporary()) {
            ProcessHandle server =
                    new PostmasterFile(dataDirectoryOf(database)).postmaster().orElseThrow();

            assertThat(sessionOf(server)).isEqualTo(server.pid()).isNotEqualTo(sessionOf(ProcessHandle.current()));
        }
    }

    /** As the public method does, but with the programs that the other tests use too: unpacking them takes seconds. */
    private static EmbeddedDatabase start(Path directory, int port) throws IOException {
        return EmbeddedDatabase.start(
                EmbeddedDatabase.sharedPrograms(), directory, PostgresCluster.Durability.LASTING, port);
    }

    /** Makes a database as a process would that is killed: the server runs on, and nobody holds the lock. */
    private static ProcessHandle leaveOrphan(Path directory, int port) throws Exception {
        start(directory, 0).close();
        PostgresCluster cluster = new PostgresCluster(
                PostgresPrograms.unpackedBelow(EmbeddedDatabase.sharedPrograms()),
                directory,
                PostgresCluster.Durability.LASTING);
        cluster.start(port);
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/tfmirror";
        try (Connection connection = DriverManager.getConnection(url, "tfmirror", cluster.password());
                Statement statement = connection.createStatement()) {
            statement.execute("create table notes as select 'left behind' as note");
        }
        return new PostmasterFile(directory).postmaster().orElseThrow();
    }

    /** The sixth field of {@code /proc/pid/stat}, which follows the name in parentheses. */
    private static long sessionOf(ProcessHandle process) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        List<String> afterName =
                Arrays.asList(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        return Long.parseLong(afterName.get(3));
    }

    private static Path dataDirectoryOf(EmbeddedDatabase database) throws SQLException {
        return Path.of(
                Optional.ofNullable(query(database, "show data_directory")).orElseThrow());
    }

    private static Connection connect(EmbeddedDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
    }

    private static void execute(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = connect(database)) {
            return query(connection, sql);
        }
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }
}
