package org.tfmirror.subscription;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Which subscriptions are due, who runs them, and how it ended. Of all replicas one gets each; the run of one that died is
 * taken over when its time is up, and what it writes afterwards counts no more. Thread-safe.
 */
@Singleton
public class SubscriptionRuns {

    /** How many runs of each subscription are remembered. */
    static final int HISTORY = 100;

    /** A run waits until the job of the one before it has ended. Parameters: now, now, limit, until. */
    private static final String CLAIM = """
            with due as materialized (
              select name from subscription
              where (run_requested_by is not null or (next_run_at <= ? and not paused))
                and (run_until is null or run_until <= ?)
                and not exists (
                  select from job where job.id = last_job_id and job.status in ('pending', 'running'))
              order by next_run_at, name
              limit ?
              for update skip locked
            )
            update subscription set run_epoch = run_epoch + 1, run_until = ?
            from due where subscription.name = due.name
            returning subscription.*
            """;

    /** One statement, for most runs find nothing, and this is all that they write. */
    private static final String FINISH = """
            with ended as (
              update subscription
              set run_until = null, run_requested_by = null, next_run_at = ?, last_run_at = ?, last_outcome = ?,
                  last_error = ?, failures = case when ? then failures + 1 else 0 end,
                  last_job_id = case when ?::bigint is null and ? then last_job_id else ? end
              where name = ? and run_epoch = ? and run_until is not null
              returning name, last_run_at, last_outcome, last_error
            ), remembered as (
              insert into subscription_run
                (subscription, started_at, ended_at, requested_by, outcome, new_packages, job_id, error, gone)
              select name, ?, last_run_at, ?, last_outcome, ?, ?, last_error, ? from ended
            ), forgotten as (
              delete from subscription_run
              where exists (select from ended) and id in (
                select id from subscription_run where subscription = ? order by id desc offset ?)
            )
            select count(*) from ended
            """;

    private static final String HOLDS = """
            select from subscription where name = ? and run_epoch = ? and run_until is not null for update
            """;

    private final DataSource dataSource;

    public SubscriptionRuns(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * A run that this replica has.
     *
     * @param epoch under which it writes
     * @param requestedBy who asked for it; null where its time had come
     * @param failures of the runs before it, one after another
     */
    public record Run(
            SubscriptionSpec spec,
            long epoch,
            Instant startedAt,
            @Nullable String requestedBy,
            int failures) {}

    /**
     * How a run ended.
     *
     * @param newPackages how many packages the job brings
     * @param jobId null where it brings none
     * @param error what failed; null where nothing did
     * @param gone versions that the origin no longer has
     */
    public record Ended(
            RunOutcome outcome,
            int newPackages,
            @Nullable Long jobId,
            @Nullable String error,
            List<String> gone) {
        public Ended {
            gone = List.copyOf(gone);
        }
    }

    /** A run that has ended. */
    public record PastRun(
            Instant startedAt, Instant endedAt, @Nullable String requestedBy, Ended ended) {}

    /**
     * Takes due subscriptions, the longest overdue first. However many times have passed, each has one run.
     *
     * @param lease for how long they are this replica's
     */
    public List<Run> claim(Instant now, int limit, Duration lease) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(CLAIM)) {
            statement.setObject(1, now.atOffset(ZoneOffset.UTC));
            statement.setObject(2, now.atOffset(ZoneOffset.UTC));
            statement.setInt(3, limit);
            statement.setObject(4, now.plus(lease).atOffset(ZoneOffset.UTC));
            List<Claimed> claimed = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    claimed.add(Claimed.read(rows));
                }
            }
            if (claimed.isEmpty()) {
                return List.of();
            }
            var selections = SubscriptionRows.selections(
                    connection, claimed.stream().map(Claimed::name).toList());
            return claimed.stream()
                    .filter(each -> selections.containsKey(each.name()))
                    .map(each -> each.run(Objects.requireNonNull(selections.get(each.name())), now))
                    .toList();
        }
    }

    /** Whether the run still counts; then nobody ends it before the transaction. */
    public boolean holds(Run run) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(HOLDS)) {
            statement.setString(1, run.spec().name().value());
            statement.setLong(2, run.epoch());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /**
     * Ends the run and remembers how.
     *
     * @return false where it no longer counts: the subscription is gone, is another one now, or was taken over
     */
    public boolean finish(Run run, Ended ended, Instant now, Instant nextRunAt) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(FINISH)) {
            boolean failed = ended.outcome() == RunOutcome.FAILED;
            statement.setObject(1, nextRunAt.atOffset(ZoneOffset.UTC));
            statement.setObject(2, now.atOffset(ZoneOffset.UTC));
            statement.setString(3, ended.outcome().wireName());
            statement.setString(4, ended.error());
            statement.setBoolean(5, failed);
            statement.setObject(6, ended.jobId(), Types.BIGINT);
            statement.setBoolean(7, failed);
            statement.setObject(8, ended.jobId(), Types.BIGINT);
            statement.setString(9, run.spec().name().value());
            statement.setLong(10, run.epoch());
            statement.setObject(11, run.startedAt().atOffset(ZoneOffset.UTC));
            statement.setString(12, run.requestedBy());
            statement.setInt(13, ended.newPackages());
            statement.setObject(14, ended.jobId(), Types.BIGINT);
            statement.setArray(15, connection.createArrayOf("text", ended.gone().toArray()));
            statement.setString(16, run.spec().name().value());
            statement.setInt(17, HISTORY - 1);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1) == 1;
            }
        }
    }

    /** Lets another replica run it; nothing where the run no longer counts. */
    public void giveBack(Run run) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "update subscription set run_until = null where name = ? and run_epoch = ?")) {
            statement.setString(1, run.spec().name().value());
            statement.setLong(2, run.epoch());
            statement.executeUpdate();
        }
    }

    /** How its runs ended, the newest first. */
    public List<PastRun> history(SubscriptionName name, int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select * from subscription_run where subscription = ? order by id desc limit ?")) {
            statement.setString(1, name.value());
            statement.setInt(2, limit);
            try (ResultSet rows = statement.executeQuery()) {
                List<PastRun> runs = new ArrayList<>();
                while (rows.next()) {
                    runs.add(pastRun(rows));
                }
                return runs;
            }
        }
    }

    private static PastRun pastRun(ResultSet row) throws SQLException {
        return new PastRun(
                Objects.requireNonNull(SubscriptionRows.moment(row, "started_at")),
                Objects.requireNonNull(SubscriptionRows.moment(row, "ended_at")),
                row.getString("requested_by"),
                new Ended(
                        RunOutcome.parse(row.getString("outcome")),
                        row.getInt("new_packages"),
                        row.getObject("job_id", Long.class),
                        row.getString("error"),
                        List.of((String[]) row.getArray("gone").getArray())));
    }

    /** A claimed row without what it wants. */
    private record Claimed(
            String name,
            Schedule schedule,
            long epoch,
            @Nullable String requestedBy,
            int failures) {

        static Claimed read(ResultSet row) throws SQLException {
            return new Claimed(
                    row.getString("name"),
                    SubscriptionRows.schedule(row),
                    row.getLong("run_epoch"),
                    row.getString("run_requested_by"),
                    row.getInt("failures"));
        }

        Run run(List<Selection> selections, Instant now) {
            return new Run(
                    new SubscriptionSpec(new SubscriptionName(name), schedule, selections),
                    epoch,
                    now,
                    requestedBy,
                    failures);
        }
    }
}
