package org.tfmirror.subscription;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/** Counts of all subscriptions. Thread-safe. */
@Singleton
public class SubscriptionStats {

    /** Parameters: now, now, now. What an unfinished or failed job has still to bring is behind. */
    private static final String READ = """
            select count(*) as all_of_them,
                   count(*) filter (
                     where (run_requested_by is not null or (next_run_at <= ? and not paused))
                       and (run_until is null or run_until <= ?)
                       and not exists (select from processor_switch where processor_switch.paused)) as due, count(*) filter (where failures >= 3) as failing,
                   coalesce(extract(epoch from ?::timestamptz - min(next_run_at) filter (where not paused)), 0) as overdue,
                   (select count(distinct (hostname, namespace, type, version)) from job_item
                    where status <> 'completed'
                      and job_id in (
                        select job.id from subscription join job on job.id = last_job_id and job.status <> 'completed'))
                     as behind
            from subscription
            """;

    private final DataSource dataSource;
    private final Clock clock;

    public SubscriptionStats(DataSource dataSource, Clock clock) {
        this.dataSource = dataSource;
        this.clock = clock;
    }

    /**
     * Figures of one moment.
     *
     * @param due which no replica runs; some may wait for the job of the run before. None while the processor is paused
     * @param failing whose last three runs failed
     * @param behind versions that were found to be missing and are not there yet
     * @param overdueSeconds how long the one that is due for the longest time has waited; 0 where none is due
     */
    public record Stats(int all, int due, int failing, int behind, double overdueSeconds) {}

    public Stats read() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(READ)) {
            OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
            statement.setObject(1, now);
            statement.setObject(2, now);
            statement.setObject(3, now);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Stats(
                        row.getInt("all_of_them"),
                        row.getInt("due"),
                        row.getInt("failing"),
                        row.getInt("behind"),
                        Math.max(0, row.getDouble("overdue")));
            }
        }
    }
}
