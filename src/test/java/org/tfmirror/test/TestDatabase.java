package org.tfmirror.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.tfmirror.MigrationSettings;
import org.tfmirror.job.JobNotifications;
import org.tfmirror.local.EmbeddedDatabase;
import org.tfmirror.provider.ConstraintRequest;
import org.tfmirror.provider.NewestOf;
import org.tfmirror.provider.PackageId;

/** A migrated database for tests without Quarkus: one server for the whole run, emptied by each test. */
public final class TestDatabase {

    /** A lock that is not given is a failure within seconds, and not a test that hangs. */
    private static final String IMPATIENCE = "-c lock_timeout=15s";

    private static final EmbeddedDatabase SERVER = start();

    private TestDatabase() {}

    private static EmbeddedDatabase start() {
        try {
            EmbeddedDatabase server = EmbeddedDatabase.startTemporary();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
            migrate(server);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Prepares a server of a test's own like the shared one. */
    public static void migrate(EmbeddedDatabase server) {
        FluentConfiguration flyway =
                Flyway.configure().dataSource(server.jdbcUrl(), server.username(), server.password());
        new MigrationSettings().customize(flyway);
        flyway.load().migrate();
        forbidLeavingTerminalStates(server);
    }

    private static void close(EmbeddedDatabase server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An invariant as a trigger: whatever statement breaks it fails at once, in the test that ran it. */
    private static void forbidLeavingTerminalStates(EmbeddedDatabase server) {
        DataSource dataSource = dataSource(server);
        execute(dataSource, """
                create function forbid() returns trigger language plpgsql as $$
                begin
                  if tg_table_name = 'job' and old.lease_epoch > new.lease_epoch then
                    raise exception 'the token of job % fell', old.id;
                  end if;
                  if old.status in ('completed', 'failed', 'cancelled') and old.status <> new.status
                    and current_setting('tfmirror.retrying', true) is distinct from 'yes' then
                    raise exception '% % left its terminal state % for %', tg_table_name, old.id, old.status, new.status;
                  end if;
                  if tg_table_name = 'job' and current_setting('tfmirror.retrying', true) is distinct from 'yes' then
                    if new.completed_items < old.completed_items or new.failed_items < old.failed_items
                      or new.cancelled_items < old.cancelled_items then
                      raise exception 'the progress of job % fell', old.id;
                    end if;
                  end if;
                  return new;
                end $$
                """);
        execute(dataSource, """
                create function forbid_in_work() returns trigger language plpgsql as $$
                begin
                  if old.status = 'downloading' and new.lease_epoch = old.lease_epoch
                    and new.downloaded_bytes < old.downloaded_bytes then
                    raise exception 'the progress of item % fell within an attempt', old.id;
                  end if;
                  if old.status <> 'downloading' and new.attempts <> old.attempts + 1 then
                    raise exception 'item % was started without counting the attempt', old.id;
                  end if;
                  if old.status <> 'downloading' and exists (
                    select from job_item earlier
                    where earlier.job_id = new.job_id and earlier.ordinal < new.ordinal
                      and (earlier.status = 'downloading'
                        or earlier.status = 'pending' and earlier.next_attempt_at is null)) then
                    raise exception 'item % was started before an earlier one had ended or waited', old.id;
                  end if;
                  return new;
                end $$
                """);
        execute(dataSource, "create trigger job_is_lawful before update on job for each row execute function forbid()");
        execute(
                dataSource,
                "create trigger item_is_lawful before update on job_item for each row execute function forbid()");
        execute(
                dataSource,
                "create trigger work_is_lawful after update on job_item for each row"
                        + " when (new.status = 'downloading') execute function forbid_in_work()");
    }

    /** Opens a connection a time, to another server. */
    public static DataSource dataSource(EmbeddedDatabase server) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(server.jdbcUrl());
        dataSource.setUser(server.username());
        dataSource.setPassword(server.password());
        dataSource.setOptions(IMPATIENCE);
        return dataSource;
    }

    /** Opens a connection a time. */
    public static DataSource dataSource() {
        return dataSource(SERVER);
    }

    /** The notifications of this database. */
    public static JobNotifications notifications() {
        return new JobNotifications(dataSource(), new TestQueueConfig(true));
    }

    /** One on which the only lawful way out of a terminal state, an operator's retry, is open. */
    public static DataSource retryingDataSource() {
        PGSimpleDataSource dataSource = (PGSimpleDataSource) dataSource();
        dataSource.setOptions(IMPATIENCE + " -c tfmirror.retrying=yes");
        return dataSource;
    }

    /** Leaves the tables as a migration does. */
    public static void empty() {
        empty(dataSource());
    }

    /** Leaves the tables of another server as a migration does. */
    public static void empty(DataSource dataSource) {
        execute(
                dataSource,
                "truncate job, job_item, mirrored_package, evidence, bundle, package_download, release, audit_entry, origin_list,"
                        + " origin_version, version_hold, on_demand_package, subscription,"
                        + " subscription_file, absent_package restart identity cascade");
        execute(dataSource, "update processor_switch set paused = false");
    }

    /** Stores a pending job, due at once. */
    public static long submit(PackageId... packages) {
        return submit(dataSource(), packages);
    }

    /** Stores a pending job on another server. */
    public static long submit(DataSource dataSource, PackageId... packages) {
        long id = (Long) query(
                        dataSource,
                        "insert into job (created_by, total_items) values ('alice', ?) returning id",
                        packages.length)
                .get(0)
                .get(0);
        for (int i = 0; i < packages.length; i++) {
            PackageId each = packages[i];
            execute(
                    dataSource,
                    "insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch)"
                            + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                    id,
                    i,
                    each.provider().hostname(),
                    each.provider().namespace(),
                    each.provider().type(),
                    each.version().toString(),
                    each.platform().os(),
                    each.platform().arch());
        }
        return id;
    }

    /** Stores a pending job of constraints, and of packages after them, due at once. */
    public static long submit(List<ConstraintRequest> constraints, PackageId... packages) {
        long id = submit(packages);
        execute("update job_item set ordinal = ordinal + ? where job_id = ?", 1000, id);
        for (int i = 0; i < constraints.size(); i++) {
            ConstraintRequest each = constraints.get(i);
            NewestOf.Limit limit = each.limit();
            execute(
                    "insert into job_item (job_id, ordinal, hostname, namespace, type, version_constraint, platforms,"
                            + " newest, newest_per_minor) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    id,
                    i,
                    each.provider().hostname(),
                    each.provider().namespace(),
                    each.provider().type(),
                    each.unlimited().toString(),
                    each.platformText(),
                    limit == null ? null : limit.newest(),
                    limit == null ? null : limit.newestPerMinor());
        }
        return id;
    }

    public static void execute(String sql, @Nullable Object... parameters) {
        execute(dataSource(), sql, parameters);
    }

    /** The same on another server. */
    public static void execute(DataSource dataSource, String sql, @Nullable Object... parameters) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, parameters);
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The rows of a query, each a list of its columns. */
    public static List<List<@Nullable Object>> query(String sql, @Nullable Object... parameters) {
        return query(dataSource(), sql, parameters);
    }

    /** The same on another server. */
    public static List<List<@Nullable Object>> query(
            DataSource dataSource, String sql, @Nullable Object... parameters) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return rows(statement, parameters);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    static List<List<@Nullable Object>> rows(PreparedStatement statement, @Nullable Object... parameters)
            throws SQLException {
        set(statement, parameters);
        try (ResultSet rows = statement.executeQuery()) {
            List<List<@Nullable Object>> all = new ArrayList<>();
            while (rows.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.add(rows.getObject(i));
                }
                all.add(row);
            }
            return all;
        }
    }

    private static void set(PreparedStatement statement, @Nullable Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }
}
