package org.tfmirror.processor.work;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Submits jobs that fetch the evidence of packages that an earlier release recorded without it. One job at a time over
 * all replicas. Each package is tried three times, a week apart, because an origin may never have its evidence.
 * Thread-safe.
 */
public final class EvidenceBackfill {

    /**
     * Until the transaction ends. Taken before the other statement begins, which then sees what the last holder did.
     */
    private static final String LOCK = "select pg_try_advisory_xact_lock(hashtext('tfmirror evidence backfill'))::int";

    private static final String SUBMIT = """
            with chosen as materialized (
              select kept.id, hostname, namespace, type, version, os, arch
              from mirrored_package kept
              where evidence is null and evidence_asks < 3
                and (evidence_asked_at is null or evidence_asked_at < now() - interval '7 days')
                and not exists (
                  select from job
                  where kind = 'evidence' and created_by = 'housekeeping' and status in ('pending', 'running'))
              order by kept.id
              limit 10000
            ), asked as (
              update mirrored_package set evidence_asks = evidence_asks + 1, evidence_asked_at = now()
              where id in (select id from chosen)
            ), submitted as (
              insert into job (kind, created_by, total_items)
              select 'evidence', 'housekeeping', count(*) from chosen having count(*) > 0
              returning id
            ), items as (
              insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch)
              select submitted.id, row_number() over (order by chosen.id) - 1,
                     hostname, namespace, type, version, os, arch
              from submitted cross join chosen
            )
            select count(*) from submitted
            """;

    private final DataSource dataSource;

    public EvidenceBackfill(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Returns how many jobs it submitted, one or none. */
    public int run() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                int submitted = number(connection, LOCK) == 1 ? number(connection, SUBMIT) : 0;
                connection.commit();
                return submitted;
            } finally {
                connection.rollback(); // of nothing, where it was committed
                connection.setAutoCommit(true);
            }
        }
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
