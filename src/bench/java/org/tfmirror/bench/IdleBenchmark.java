package org.tfmirror.bench;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.PackagedApplication;

/** What a replica of the packaged application asks its database while there is nothing to do. */
final class IdleBenchmark implements Benchmark {

    /** Every statement of ours is a transaction; what this asks itself is taken off. */
    private static final String TRANSACTIONS =
            "select xact_commit + xact_rollback from pg_stat_database where datname = current_database()";

    /** An idle connection tells of what it did within this time. */
    private static final int STATISTICS_SECONDS = 11;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public List<Line> run(Bench bench) throws Exception {
        int seconds = bench.knobs().number("idle.seconds", 600);
        try (MirrorStack stack = MirrorStack.start();
                PackagedApplication application = PackagedApplication.over(stack)
                        .with("tfmirror.processor.polling-interval", "10s")
                        .start()) {
            bench.tell("waiting " + seconds + " s");
            TimeUnit.SECONDS.sleep(STATISTICS_SECONDS);
            long before = transactions(stack);
            TimeUnit.SECONDS.sleep(seconds);
            double each = (double) (transactions(stack) - before - 1) / seconds;
            if (!application.isAlive()) {
                throw new IllegalStateException("the replica did not live through it");
            }
            return List.of(Line.Row.within("statements a second of an idle replica", "", each, 0.3));
        }
    }

    private static long transactions(MirrorStack stack) {
        return ((Number) Objects.requireNonNull(stack.query(TRANSACTIONS).get(0).get(0))).longValue();
    }
}
