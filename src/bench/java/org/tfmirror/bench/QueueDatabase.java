package org.tfmirror.bench;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.tfmirror.MigrationSettings;
import org.tfmirror.local.EmbeddedDatabase;

/** A PostgreSQL that syncs to the disk as in production, with our schema and db-scheduler's, and one pool for either. */
final class QueueDatabase implements AutoCloseable {

    /** That of db-scheduler's own documentation, without the index that only its priorities need. */
    private static final String DB_SCHEDULER = """
            create table scheduled_tasks (
              task_name text not null, task_instance text not null, task_data bytea,
              execution_time timestamp with time zone, picked boolean not null, picked_by text,
              last_success timestamp with time zone, last_failure timestamp with time zone, consecutive_failures int,
              last_heartbeat timestamp with time zone, version bigint not null, priority smallint, state text,
              primary key (task_name, task_instance));
            create index execution_time_idx on scheduled_tasks (execution_time);
            create index last_heartbeat_idx on scheduled_tasks (last_heartbeat);
            """;

    private static final int CONNECTIONS = 24;

    private final Path directory;
    private final EmbeddedDatabase server;
    private final AgroalDataSource pool;

    private QueueDatabase(Path directory) throws IOException, SQLException {
        this.directory = directory;
        server = EmbeddedDatabase.start(directory.resolve("data"), 0);
        FluentConfiguration flyway =
                Flyway.configure().dataSource(server.jdbcUrl(), server.username(), server.password());
        new MigrationSettings().customize(flyway);
        flyway.load().migrate();
        pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(sized -> sized.maxSize(CONNECTIONS)
                        .initialSize(CONNECTIONS)
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(server.jdbcUrl())
                                .principal(new NamePrincipal(server.username()))
                                .credential(new SimplePassword(server.password())))));
        execute(DB_SCHEDULER);
        if (!"on".equals(text("show fsync")) || !"on".equals(text("show synchronous_commit"))) {
            throw new IllegalStateException("a database that may lose what it has committed proves nothing");
        }
    }

    static QueueDatabase start(Bench bench) throws IOException, SQLException {
        return new QueueDatabase(Files.createTempDirectory(bench.directory(), "queue-"));
    }

    AgroalDataSource pool() {
        return pool;
    }

    /** Leaves the tables and their statistics as after a long night. */
    void empty() throws SQLException {
        execute("truncate job, job_item, scheduled_tasks restart identity cascade");
        settle();
    }

    /** So that no side pays for what another has left. */
    void settle() throws SQLException {
        execute("vacuum analyze job");
        execute("vacuum analyze job_item");
        execute("vacuum analyze scheduled_tasks");
    }

    /** Stores due jobs of {@code itemsEach} items. */
    void submit(int jobs, int itemsEach) throws SQLException {
        execute("""
                with submitted as (
                  insert into job (created_by, total_items) select 'bench', %d from generate_series(1, %d) returning id)
                insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch)
                select id, n - 1, 'registry.example.com', 'acme', 'demo', '1.' || n || '.0', 'linux', 'amd64'
                from submitted, generate_series(1, %d) n
                order by id, n
                """.formatted(itemsEach, jobs, itemsEach));
    }

    /** Stores jobs of one item that ended long ago. */
    void finish(int jobs) throws SQLException {
        execute("""
                with ended as (
                  insert into job (created_by, created_at, due_at, status, total_items, completed_items, completed_at)
                  select 'bench', now() - interval '1 day', now() - interval '1 day', 'completed', 1, 1, now()
                  from generate_series(1, %d)
                  returning id)
                insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch, status, attempts, completed_at)
                select id, 0, 'registry.example.com', 'acme', 'demo', '1.0.0', 'linux', 'amd64', 'completed', 1, now()
                from ended
                """.formatted(jobs));
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(text(sql));
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    @Override
    public void close() throws IOException {
        pool.close();
        server.close();
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path each : (Iterable<Path>) walk.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(each);
            }
        }
    }
}
