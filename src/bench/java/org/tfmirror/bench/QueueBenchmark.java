package org.tfmirror.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tfmirror.bench.Drain.Strategy;

/** How fast a full queue is worked off whose items do nothing, against db-scheduler on the same database. */
final class QueueBenchmark implements Benchmark {

    private static final int ITEMS_A_JOB = 10;

    /** Fewer slots are only told. */
    private static final int SLOTS_OF_GOAL = 10;

    private static final Duration BUSY = Duration.ofMillis(50);
    private static final int BUSY_SLOTS = 3;

    @Override
    public String name() {
        return "queue";
    }

    @Override
    public List<Line> run(Bench bench) throws Exception {
        Quiet.logs();
        try (QueueDatabase database = QueueDatabase.start(bench)) {
            Drain drain = new Drain(database);
            List<Line> lines = new ArrayList<>();
            lines.addAll(
                    contest(bench, database, drain, SLOTS_OF_GOAL, bench.knobs().number("queue.items", 10_000)));
            lines.addAll(contest(bench, database, drain, 3, bench.knobs().number("queue.items-few-slots", 3_000)));
            lines.addAll(effort(bench, database, drain));
            lines.add(busy(bench, database, drain));
            return lines;
        }
    }

    private static List<Line> contest(Bench bench, QueueDatabase database, Drain drain, int slots, int items)
            throws Exception {
        bench.tell("%d items, %d slots".formatted(items, slots));
        Measured measured = Rounds.alternate(
                bench,
                new Side(
                        "ten items a job",
                        round -> items
                                / drain.ours(database.pool(), slots, items / ITEMS_A_JOB, ITEMS_A_JOB, Duration.ZERO)),
                new Side(
                        "db-scheduler, lock-and-fetch",
                        round -> items / drain.theirs(database.pool(), Strategy.LOCK_AND_FETCH, slots, items)),
                new Side(
                        "db-scheduler, fetch",
                        round -> items / drain.theirs(database.pool(), Strategy.FETCH, slots, items)),
                new Side(
                        "one item a job",
                        round -> items / drain.ours(database.pool(), slots, items, 1, Duration.ZERO)));
        int better = measured.median(1) >= measured.median(2) ? 1 : 2;
        String what = "%,d no-op items, %d slots, ".formatted(items, slots);
        boolean hasGoal = slots == SLOTS_OF_GOAL;
        return List.of(
                measured.line(what + "ten a job", "items/s", better, hasGoal ? Goal.atLeast(0.8) : Goal.none()),
                measured.line(3, what + "one a job", "items/s", better, hasGoal ? Goal.atLeast(0.6) : Goal.none()));
    }

    /** Counted in runs of their own, for counting takes time. */
    private static List<Line> effort(Bench bench, QueueDatabase database, Drain drain) throws Exception {
        int items = bench.knobs().number("queue.items-counted", 2_000);
        CountedDataSource theirs = new CountedDataSource(database.pool());
        drain.theirs(theirs.dataSource(), Strategy.LOCK_AND_FETCH, 10, items);
        List<Line> lines = new ArrayList<>();
        for (int each : List.of(ITEMS_A_JOB, 1)) {
            CountedDataSource ours = new CountedDataSource(database.pool());
            drain.ours(ours.dataSource(), 10, items / each, each, Duration.ZERO);
            String a = each == 1 ? "one a job" : "ten a job";
            lines.add(Line.Row.within("statements an item, " + a, "", (double) ours.statements() / items, 1.3));
            lines.add(Line.Row.of(
                    "waiting for the database an item, " + a,
                    "ms",
                    ours.millis() / items,
                    "db-scheduler, lock-and-fetch (%.2f statements)".formatted((double) theirs.statements() / items),
                    theirs.millis() / items,
                    Goal.none()));
        }
        return lines;
    }

    private static Line busy(Bench bench, QueueDatabase database, Drain drain) throws Exception {
        int jobs = bench.knobs().number("queue.busy-jobs", 300);
        double seconds = drain.ours(database.pool(), BUSY_SLOTS, jobs, 1, BUSY);
        double ideal = BUSY_SLOTS * 1e9 / BUSY.toNanos();
        return Line.Row.of(
                "jobs of 50 ms in three slots", "jobs/s", jobs / seconds, "the ideal", ideal, Goal.atLeast(0.9));
    }
}
