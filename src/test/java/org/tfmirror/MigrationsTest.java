package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.tfmirror.local.EmbeddedDatabase;
import org.tfmirror.test.OwnThread;
import org.tfmirror.test.TestDatabase;

/** Every migration, and how migrations are run: on tables that are full, beside replicas that write, by several at once. */
class MigrationsTest {

    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
    /** Those before were made when tables were small, and have been run. */
    private static final int FIRST_UNDER_THE_RULES = 13;

    private static final Pattern CREATE_INDEX =
            Pattern.compile("create (?:unique )?index (concurrently )?(?:if not exists )?(\\w+) on (\\w+)");

    @TempDir
    Path scripts;

    private static @Nullable EmbeddedDatabase started;

    @BeforeAll
    static void start() throws IOException {
        started = EmbeddedDatabase.startTemporary();
    }

    @AfterAll
    static void stop() throws IOException {
        server().close();
    }

    private static EmbeddedDatabase server() {
        return Objects.requireNonNull(started);
    }

    @BeforeEach
    void emptyDatabase() {
        TestDatabase.execute(database(), "drop schema public cascade");
        TestDatabase.execute(database(), "create schema public");
    }

    @BeforeEach
    void tableWithTwins() throws IOException {
        Files.writeString(
                scripts.resolve("V1__table.sql"),
                "create table thing (name text not null); insert into thing values ('a'), ('a');");
    }

    @Test
    void anIndexOnALargeTableIsBuiltConcurrentlyAndRepeatably() throws IOException {
        for (Path script : migrations()) {
            String sql = textOf(script);
            Matcher index = CREATE_INDEX.matcher(sql);
            while (index.find()) {
                if (numberOf(script) < FIRST_UNDER_THE_RULES || sql.contains("create table " + index.group(3) + " ")) {
                    continue;
                }
                assertThat(index.group(1))
                        .as("%s: create index concurrently %s", script, index.group(2))
                        .isNotNull();
                assertThat(sql.substring(0, index.start()))
                        .as("%s: a build that was interrupted leaves an invalid index", script)
                        .contains("drop index concurrently if exists " + index.group(2) + ";");
            }
        }
    }

    @Test
    void tablesThatAreFullAreMigratedWhateverAStatementMayTake() throws IOException {
        PGSimpleDataSource database = database();
        flyway(database)
                .locations("filesystem:" + MIGRATIONS)
                .target("11")
                .load()
                .migrate();
        TestDatabase.execute(database, """
                insert into job (created_by, total_items, completed_items, status, completed_at)
                select 'bulk', 1, 1, 'completed', now() from generate_series(1, 20000)
                """);
        TestDatabase.execute(database, """
                insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch, status, attempts, completed_at)
                select id, 0, 'example.com', 'acme', 'demo', '1.0.0', 'linux', 'amd64', 'completed', 1, now() from job
                """);
        TestDatabase.execute(database, """
                insert into mirrored_package (hostname, namespace, type, version, os, arch, filename, storage_key,
                  size_bytes, sha256, h1)
                select 'example.com', 'acme', 'demo', '1.' || n || '.0', 'linux', 'amd64', 'f' || n, 'k' || n,
                  1, repeat('0', 64), 'h1:x' from generate_series(1, 20000) n
                """);
        database.setOptions("-c statement_timeout=20ms");

        flyway(database).locations("filesystem:" + MIGRATIONS).load().migrate();

        assertThat(query("select success from flyway_schema_history where not success"))
                .isEmpty();
        assertThat(query("select indexrelid from pg_index where not indisvalid"))
                .isEmpty();
    }

    @Test
    void aMigrationMayTakeLongerThanAStatementAndAnAnswer() throws IOException {
        Files.writeString(scripts.resolve("V2__slow.sql"), "select pg_sleep(1.5);");
        PGSimpleDataSource database = database();
        database.setOptions("-c statement_timeout=300ms");
        database.setSocketTimeout(1);

        flyway(database).load().migrate();

        assertThat(versions()).containsExactly("1", "2");
    }

    @Test
    void anIndexThatAnInterruptedBuildLeftIsBuiltAnew() throws IOException {
        index();
        assertThatThrownBy(() -> flyway(database()).load().migrate()).isInstanceOf(FlywayException.class);
        assertThat(query("select indisvalid from pg_index where indexrelid = 'thing_name'::regclass"))
                .containsExactly(List.of(false));
        TestDatabase.execute(database(), "delete from thing");

        flyway(database()).load().migrate();

        assertThat(query("select indisvalid from pg_index where indexrelid = 'thing_name'::regclass"))
                .containsExactly(List.of(true));
        assertThat(versions()).containsExactly("1", "2");
    }

    @Test
    void replicasThatStartAtOnceMigrateOneAfterTheOther() throws Exception {
        index();
        Files.writeString(
                scripts.resolve("V1__table.sql"),
                "create table thing (name text not null); insert into thing values ('a'); select pg_sleep(0.5);");
        List<CompletableFuture<Void>> replicas = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            replicas.add(OwnThread.run(() -> flyway(database()).load().migrate()));
        }

        for (CompletableFuture<Void> replica : replicas) {
            replica.get();
        }

        assertThat(versions()).containsExactly("1", "2");
    }

    private void index() throws IOException {
        Files.writeString(
                scripts.resolve("V2__index.sql"),
                "drop index concurrently if exists thing_name;\n"
                        + "create unique index concurrently thing_name on thing (name);");
    }

    private FluentConfiguration flyway(PGSimpleDataSource database) {
        FluentConfiguration flyway = Flyway.configure().dataSource(database).locations("filesystem:" + scripts);
        new MigrationSettings().customize(flyway);
        return flyway;
    }

    private PGSimpleDataSource database() {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(server().jdbcUrl());
        database.setUser(server().username());
        database.setPassword(server().password());
        return database;
    }

    private List<List<@Nullable Object>> query(String sql) {
        return TestDatabase.query(database(), sql);
    }

    private List<String> versions() {
        return query("select version from flyway_schema_history where success order by installed_rank").stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList();
    }

    private static List<Path> migrations() throws IOException {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            List<Path> all = files.sorted().toList();
            assertThat(all).isNotEmpty();
            return all;
        }
    }

    private static String textOf(Path script) throws IOException {
        return Files.readString(script)
                .replaceAll("--[^\n]*", "")
                .replaceAll("\\s+", " ")
                .toLowerCase(Locale.ROOT);
    }

    private static int numberOf(Path script) {
        String name = String.valueOf(script.getFileName());
        return Integer.parseInt(name.substring(1, name.indexOf("__")));
    }
}
