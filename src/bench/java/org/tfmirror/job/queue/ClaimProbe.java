package org.tfmirror.job.queue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a claim costs the database: asked of the database itself, of the statement as workers prepare it. */
public final class ClaimProbe implements AutoCloseable {

    private static final Pattern TIMES = Pattern.compile("(?:Planning|Execution) Time: ([0-9.]+) ms");
    private static final Pattern BUFFERS = Pattern.compile("Buffers: shared hit=(\\d+)(?: read=(\\d+))?");

    private final Connection connection;

    /** @param connection used for nothing else meanwhile, and closed by whoever opened it */
    public ClaimProbe(Connection connection) throws SQLException {
        this.connection = connection;
        StringBuilder numbered = new StringBuilder();
        int number = 0;
        for (String part : QueueSql.CLAIM.split("\\?", -1)) {
            numbered.append(number == 0 ? "" : "$" + number).append(part);
            number++;
        }
        execute("set plan_cache_mode = force_generic_plan");
        execute("prepare claim_probe (int, text, bigint) as " + numbered);
    }

    /**
     * The cost.
     *
     * @param millis from the statement's arrival to its last row; the plan is made once for a connection
     * @param buffers pages touched, of tables and indexes
     */
    public record Cost(double millis, long buffers) {}

    /** Claims up to {@code limit} jobs and rolls back. */
    public Cost claim(int limit) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "explain (analyze, buffers, timing off) execute claim_probe (%d, 'probe', 60000)"
                                .formatted(limit))) {
            StringBuilder plan = new StringBuilder();
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
            return new Cost(millis(plan), buffers(plan));
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static double millis(CharSequence plan) {
        return TIMES.matcher(plan)
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .sum();
    }

    /** The first line that tells of buffers is the whole statement's. */
    private static long buffers(CharSequence plan) {
        Matcher found = BUFFERS.matcher(plan);
        if (!found.find()) {
            return 0;
        }
        return Long.parseLong(found.group(1)) + (found.group(2) == null ? 0 : Long.parseLong(found.group(2)));
    }

    @Override
    public void close() throws SQLException {
        execute("deallocate claim_probe");
        execute("reset plan_cache_mode");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
