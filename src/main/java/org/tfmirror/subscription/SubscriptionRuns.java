package org.tfmirror.subscription;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageColumns;

/**
 * Claims due subscriptions and ends their runs. One replica gets each. The run of a replica that died is taken over
 * when its lease has ended; what the old run writes afterwards has no effect. Thread-safe.
 */
@Singleton
public class SubscriptionRuns {

    /** How many runs of each subscription are remembered. */
    static final int HISTORY = 100;

    /**
     * A run waits until the job of the one before it has ended; none begins while the processor is paused. Parameters: now,
     * now, limit, until.
     */
    private static final String CLAIM = """
            with due as materialized (
              select name from subscription
              where (run_requested_by is not null or (next_run_at <= ? and not paused))
                and (run_until is null or run_until <= ?)
                and not exists (
                  select from job where job.id = last_job_id and job.status in ('pending', 'running'))
                and not exists (select from processor_switch where paused)
              order by next_run_at, name
              limit ?
              for update skip locked
            )
            update subscription set run_epoch = run_epoch + 1, run_until = ?
            from due where subscription.name = due.name
            returning subscription.*
            """;

    /** One statement for all runs: most find nothing, and write nothing else. Parameters: arrays, now, offset. */
    private static final String FINISH = """
            with given as materialized (
              select * from unnest(?::text[], ?::bigint[], ?::timestamptz[], ?::text[], ?::text[], ?::integer[], ?::bigint[],
                                   ?::text[], ?::text[], ?::timestamptz[])
                as given (name, epoch, started_at, requested_by, outcome, new_packages, job_id, error, gone, next_run_at)
            ), held as materialized (
              select given.* from given join subscription kept
                on kept.name = given.name and kept.run_epoch = given.epoch and kept.run_until is not null
              order by given.name
              for update of kept
            ), ended as (
              update subscription
              set run_until = null, run_requested_by = null, next_run_at = held.next_run_at, last_run_at = ?,
                  last_outcome = held.outcome, last_error = held.error,
                  failures = case when held.outcome = 'failed' then failures + 1 else 0 end,
                  last_job_id = case when held.job_id is null and held.outcome = 'failed' then last_job_id
                                     else held.job_id end
              from held where subscription.name = held.name
              returning held.*, last_run_at
            ), remembered as (
              insert into subscription_run
                (subscription, started_at, ended_at, requested_by, outcome, new_packages, job_id, error, gone)
              select name, started_at, last_run_at, requested_by, outcome, new_packages, job_id, error,
                     string_to_array(gone, ',')
              from ended
            ), forgotten as (
              delete from subscription_run
              using ended cross join lateral (
                select id from subscription_run where subscription = ended.name order by id desc offset ?) old
              where subscription_run.id = old.id
            )
            select name from ended
            """;

    private static final String HOLDS = """
            select from subscription where name = ? and run_epoch = ? and run_until is not null for update
            """;

    /** How many columns an ending has. */
    private static final int ENDING = 10;

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

    /**
     * Takes due subscriptions, the longest overdue first; none while the processor is paused. However many times have passed,
     * each has one run.
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

    /** Whether the run still counts; if so, it is locked until the transaction ends. */
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

    /** A run, how it ended, and when it comes again. */
    public record Ending(Run run, Ended ended, Instant nextRunAt) {}

    /**
     * Ends runs and remembers how.
     *
     * @return how they ended; of one that no longer counts nothing is written: the subscription is gone, is another one now,
     *     or was taken over
     */
    public Map<Run, Ended> finish(List<Ending> endings, Instant now) throws SQLException {
        if (endings.isEmpty()) {
            return Map.of();
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(FINISH)) {
            int i = PackageColumns.setArrays(
                    statement, endings.stream().map(SubscriptionRuns::columns).toList(), ENDING);
            statement.setObject(++i, now.atOffset(ZoneOffset.UTC));
            statement.setInt(++i, HISTORY - 1);
            Set<String> counted = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    counted.add(rows.getString("name"));
                }
            }
            return endings.stream()
                    .filter(each -> counted.contains(each.run().spec().name().value()))
                    .collect(Collectors.toMap(Ending::run, Ending::ended));
        }
    }

    private static List<@Nullable String> columns(Ending ending) {
        Run run = ending.run();
        Ended ended = ending.ended();
        return Arrays.asList(
                run.spec().name().value(),
                "" + run.epoch(),
                run.startedAt().toString(),
                run.requestedBy(),
                ended.outcome().wireName(),
                "" + ended.newPackages(),
                ended.jobId() == null ? null : "" + ended.jobId(),
                ended.error(),
                String.join(",", ended.gone()),
                ending.nextRunAt().toString());
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
