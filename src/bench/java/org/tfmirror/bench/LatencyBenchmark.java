package org.tfmirror.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.tfmirror.processor.BenchReplica;

/**
 * From the beginning of the transaction that submits a job until its first item runs: on the replica that took the
 * submit and is nudged by it, and on another one, which only hears of it through the database.
 */
final class LatencyBenchmark implements Benchmark {

    private static final int WARM_UP = 50;
    private static final int LIMIT_SECONDS = 60;

    private static final String SUBMIT = """
            with submitted as (insert into job (created_by, total_items) values ('bench', 1) returning id)
            insert into job_item (job_id, ordinal, hostname, namespace, type, version, os, arch)
            select id, 0, 'registry.example.com', 'acme', 'demo', '1.0.0', 'linux', 'amd64' from submitted
            """;

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public List<Line> run(Bench bench) throws Exception {
        Quiet.logs();
        try (QueueDatabase database = QueueDatabase.start(bench)) {
            List<Line> lines = new ArrayList<>();
            for (int seconds : List.of(1, 10)) {
                Duration interval = Duration.ofSeconds(seconds);
                lines.addAll(lines("same replica", interval, measure(bench, database, interval, true), 25));
                lines.addAll(lines("another replica", interval, measure(bench, database, interval, false), 100));
            }
            return lines;
        }
    }

    private static List<Line> lines(String where, Duration interval, double[] millis, double limit) {
        String what = "submit to start, %s, polling each %d s, ".formatted(where, interval.toSeconds());
        Line median = where.equals("same replica")
                ? Line.Row.within(what + "p50", "ms", percentile(millis, 50), 5)
                : Line.Row.of(what + "p50", "ms", percentile(millis, 50), "p99", percentile(millis, 99), Goal.none());
        return List.of(
                median,
                Line.Row.within(what + "p95", "ms", percentile(millis, 95), limit),
                Line.Row.within(what + "p99", "ms", percentile(millis, 99), limit));
    }

    /** Milliseconds, sorted. */
    private static double[] measure(Bench bench, QueueDatabase database, Duration interval, boolean nudged)
            throws Exception {
        database.empty();
        int submits = bench.knobs().number("latency.submits", 500);
        BlockingQueue<Long> starts = new LinkedBlockingQueue<>();
        double[] millis = new double[submits];
        BenchReplica.Setup setup = new BenchReplica.Setup(
                "bench", 3, interval, Duration.ofMinutes(1), id -> starts.add(System.nanoTime()));
        try (BenchReplica replica = new BenchReplica(database.pool(), setup)) {
            replica.start();
            for (int i = -WARM_UP; i < submits; i++) {
                long before = System.nanoTime();
                submit(database);
                if (nudged) {
                    replica.nudge();
                }
                Long start = starts.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
                if (start == null) {
                    throw new IllegalStateException("a job was not started within a minute");
                }
                if (i >= 0) {
                    millis[i] = (start - before) / 1e6;
                }
                awaitTheEnd(database);
            }
        }
        Arrays.sort(millis);
        bench.tell("%s, each %s: p50 %.1f ms, p99 %.1f ms"
                .formatted(nudged ? "same" : "other", interval, percentile(millis, 50), percentile(millis, 99)));
        return millis;
    }

    /** As the application does it: job, item and notification in one transaction. */
    private static void submit(QueueDatabase database) throws SQLException {
        try (Connection connection = database.pool().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(SUBMIT);
            statement.execute("select pg_notify('tfmirror_jobs', 'DUE')");
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    /** So that the next submit meets a replica at rest. */
    private static void awaitTheEnd(QueueDatabase database) throws SQLException, InterruptedException {
        do {
            TimeUnit.MILLISECONDS.sleep(5);
        } while (database.number("select count(*) from job where status in ('pending', 'running')") > 0);
    }

    private static double percentile(double[] sorted, int percent) {
        return sorted[Math.min(sorted.length - 1, (int) Math.ceil(sorted.length * percent / 100.0) - 1)];
    }
}
