package org.tfmirror.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tfmirror.job.ClaimedJob;
import org.tfmirror.job.Lease;
import org.tfmirror.job.queue.ClaimProbe;
import org.tfmirror.job.queue.ClaimProbe.Cost;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.processor.BenchReplica;

/** What jobs cost that are not in work: those that ended, those that wait, and those that a lease is held on. */
final class BacklogBenchmark implements Benchmark {

    private static final int PROBES = 50;
    private static final int LEASES = 30;
    private static final Duration LEASE = Duration.ofMinutes(10);

    @Override
    public String name() {
        return "backlog";
    }

    @Override
    public List<Line> run(Bench bench) throws Exception {
        Quiet.logs();
        try (QueueDatabase database = QueueDatabase.start(bench)) {
            List<Line> lines = new ArrayList<>(polls(bench, database));
            lines.add(heartbeats(bench, database));
            lines.addAll(memory(bench, database));
            return lines;
        }
    }

    private static List<Line> polls(Bench bench, QueueDatabase database) throws SQLException {
        database.empty();
        Cost none = poll(database, 3);
        List<Line> lines = new ArrayList<>();
        lines.add(Line.Row.within("an idle poll (%d buffers)".formatted(none.buffers()), "ms", none.millis(), 1));
        int finished = 0;
        for (int more : List.of(
                bench.knobs().number("backlog.some", 100_000), bench.knobs().number("backlog.many", 1_000_000))) {
            database.finish(more - finished);
            finished = more;
            database.settle();
            lines.addAll(lines("an idle poll, %,d jobs finished".formatted(finished), poll(database, 3), none));
        }
        int pending = bench.knobs().number("backlog.pending", 100_000);
        database.empty();
        database.submit(3, 1);
        database.settle();
        Cost few = poll(database, 3);
        database.submit(pending, 1);
        database.settle();
        lines.addAll(lines("a claim of three, %,d jobs pending".formatted(pending), poll(database, 3), few));
        return lines;
    }

    private static List<Line> lines(String what, Cost cost, Cost empty) {
        String told = "%s (%d buffers)".formatted(what, cost.buffers());
        String other = "as few as can be (%d buffers)".formatted(empty.buffers());
        return List.of(
                Line.Row.of(told, "ms", cost.millis(), other, empty.millis(), Goal.atMost(2)),
                Line.Row.within(told, "ms", cost.millis(), 1));
    }

    /** The median of many. */
    private static Cost poll(QueueDatabase database, int limit) throws SQLException {
        try (Connection connection = database.pool().getConnection();
                ClaimProbe probe = new ClaimProbe(connection)) {
            double[] millis = new double[PROBES];
            double[] buffers = new double[PROBES];
            for (int i = -5; i < PROBES; i++) {
                Cost cost = probe.claim(limit);
                if (i >= 0) {
                    millis[i] = cost.millis();
                    buffers[i] = cost.buffers();
                }
            }
            return new Cost(Measured.median(millis), Math.round(Measured.median(buffers)));
        }
    }

    private static Line heartbeats(Bench bench, QueueDatabase database) throws SQLException, InterruptedException {
        database.empty();
        database.submit(LEASES, 1);
        JobQueue queue = new JobQueue(database.pool());
        List<Lease> held = queue.claim("bench", LEASES, LEASE).jobs().stream()
                .map(ClaimedJob::lease)
                .toList();
        int beats = bench.knobs().number("backlog.beats", 200);
        long updates = statistic(database, "n_tup_upd");
        long heapOnly = statistic(database, "n_tup_hot_upd");
        for (int beat = 0; beat < beats; beat++) {
            queue.heartbeat("bench", held, LEASE);
        }
        while (statistic(database, "n_tup_upd") - updates < (long) beats * LEASES) {
            TimeUnit.MILLISECONDS.sleep(100); // until the connections have told of what they did
            queue.heartbeat("bench", held, LEASE);
        }
        return Line.Row.of(
                "heartbeats of %d leases that rewrite no index".formatted(LEASES),
                "updates",
                statistic(database, "n_tup_hot_upd") - heapOnly,
                "all",
                statistic(database, "n_tup_upd") - updates,
                Goal.atLeast(0.95));
    }

    private static long statistic(QueueDatabase database, String name) throws SQLException {
        return database.number("select " + name + " from pg_stat_user_tables where relname = 'job'");
    }

    /** Of the heap of a replica: jobs that wait are in the database alone. */
    private static List<Line> memory(Bench bench, QueueDatabase database) throws Exception {
        int pending = bench.knobs().number("backlog.pending", 100_000);
        int active = bench.knobs().number("backlog.active", 200);
        database.empty();
        long tables = tables(database);
        CountDownLatch begun = new CountDownLatch(active);
        CountDownLatch released = new CountDownLatch(1);
        BenchReplica.Setup setup = new BenchReplica.Setup("bench", active, Duration.ofSeconds(1), LEASE, id -> {
            begun.countDown();
            released.await();
        });
        try (BenchReplica replica = new BenchReplica(database.pool(), setup)) {
            replica.start();
            long idle = usedHeap();
            database.submit(active, 10);
            replica.nudge();
            begun.await();
            long working = usedHeap();
            database.submit(pending, 1);
            TimeUnit.SECONDS.sleep(3); // several ticks
            long waiting = usedHeap();
            double rows = (double) (tables(database) - tables) / (pending + active);
            database.execute("truncate job, job_item cascade");
            released.countDown();
            return List.of(
                    Line.Row.within(
                            "heap of a queued job", "bytes", Math.max(0, (double) (waiting - working) / pending), 1024),
                    Line.Row.of(
                            "heap of an active job of ten items",
                            "bytes",
                            Math.max(0, (double) (working - idle) / active),
                            "1 KB",
                            1024,
                            Goal.none()),
                    Line.Row.of(
                            "tables and indexes of a queued job of one item",
                            "bytes",
                            rows,
                            "1 KB",
                            1024,
                            Goal.none()));
        }
    }

    private static long tables(QueueDatabase database) throws SQLException {
        return database.number("select pg_total_relation_size('job') + pg_total_relation_size('job_item')");
    }

    private static long usedHeap() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
