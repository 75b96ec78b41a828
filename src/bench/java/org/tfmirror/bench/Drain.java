package org.tfmirror.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.tfmirror.processor.BenchReplica;

/** Works off a full queue, from the start of the workers until the database says that nothing is left. */
final class Drain {

    private static final int LIMIT_SECONDS = 600;
    private static final Duration POLL = Duration.ofSeconds(10);

    private final QueueDatabase database;

    Drain(QueueDatabase database) {
        this.database = database;
    }

    /** How db-scheduler finds work. */
    enum Strategy {
        /** Its default: many are fetched, each is locked when it is run. */
        FETCH(builder -> builder.pollUsingFetchAndLockOnExecute(0.5, 3.0)),
        /** With the limits that its documentation advises for throughput. */
        LOCK_AND_FETCH(builder -> builder.pollUsingLockAndFetch(1.0, 4.0));

        private final UnaryOperator<SchedulerBuilder> choice;

        Strategy(UnaryOperator<SchedulerBuilder> choice) {
            this.choice = choice;
        }
    }

    /** Seconds for our jobs; each item takes {@code busy}. */
    double ours(DataSource dataSource, int slots, int jobs, int itemsEach, Duration busy) throws Exception {
        database.empty();
        database.submit(jobs, itemsEach);
        database.settle();
        CountDownLatch left = new CountDownLatch(jobs * itemsEach);
        BenchReplica.Setup setup = new BenchReplica.Setup("bench", slots, POLL, Duration.ofMinutes(1), id -> {
            if (!busy.isZero()) {
                TimeUnit.NANOSECONDS.sleep(busy.toNanos());
            }
            left.countDown();
        });
        try (BenchReplica replica = new BenchReplica(dataSource, setup)) {
            long start = System.nanoTime();
            replica.start();
            await(left, "select count(*) from job where status <> 'completed'");
            return (System.nanoTime() - start) / 1e9;
        }
    }

    /** Seconds for as many tasks of db-scheduler. */
    double theirs(DataSource dataSource, Strategy strategy, int threads, int tasks) throws Exception {
        database.empty();
        database.execute("""
                insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                select 'no-op', n::text, now() - interval '1 second', false, 1 from generate_series(1, %d) n
                """.formatted(tasks));
        database.settle();
        CountDownLatch left = new CountDownLatch(tasks);
        OneTimeTask<Void> task = Tasks.oneTime("no-op").execute((instance, context) -> left.countDown());
        Scheduler scheduler = strategy.choice
                .apply(Scheduler.create(dataSource, task).threads(threads).pollingInterval(POLL))
                .build();
        long start = System.nanoTime();
        scheduler.start();
        try {
            await(left, "select count(*) from scheduled_tasks");
            return (System.nanoTime() - start) / 1e9;
        } finally {
            scheduler.stop();
        }
    }

    private void await(CountDownLatch left, String rest) throws InterruptedException, SQLException {
        if (!left.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the queue does not empty: " + left.getCount() + " left");
        }
        while (database.number(rest) > 0) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }
}
