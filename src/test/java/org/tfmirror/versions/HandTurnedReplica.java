package org.tfmirror.versions;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.tfmirror.policy.HoldTable;
import org.tfmirror.policy.MinimumAge;
import org.tfmirror.test.TestDatabase;

/** One replica's lists, whose threads and timer the test turns. */
final class HandTurnedReplica {

    static final ListTimes TIMES = ListTimes.of(Duration.ofMinutes(10));

    private final Deque<Runnable> work = new ArrayDeque<>();
    private final List<Delayed> delayed = new ArrayList<>();
    boolean isFull;

    final AvailableVersions versions;
    final VersionHolds holds;

    private record Delayed(Duration delay, Runnable task) {}

    HandTurnedReplica(ListedOrigin origin) {
        this(origin, "0");
    }

    HandTurnedReplica(ListedOrigin origin, String minimumAge) {
        OriginLists lists = new OriginLists(TestDatabase.dataSource(), TIMES);
        holds = new VersionHolds(
                lists, new HoldTable(TestDatabase.dataSource()), MinimumAge.of(List.of(minimumAge)), origin);
        versions = new AvailableVersions(
                lists,
                new ListFetcher(lists, origin, holds),
                TIMES,
                this::execute,
                (delay, task) -> delayed.add(new Delayed(delay, task)));
    }

    private void execute(Runnable task) {
        if (isFull) {
            throw new RejectedExecutionException();
        }
        work.add(task);
    }

    /** Runs what waits for a thread. */
    void run() {
        while (!work.isEmpty()) {
            work.remove().run();
        }
    }

    int waiting() {
        return work.size();
    }

    /** Lets so much time pass for the timer, and runs what it starts. */
    void pass(Duration time) {
        passTimer(time);
        run();
    }

    /** The same, while its thread is busy. */
    void passTimer(Duration time) {
        List<Delayed> due = delayed.stream()
                .filter(each -> each.delay().compareTo(time) <= 0)
                .toList();
        delayed.removeAll(due);
        due.forEach(each -> each.task().run());
    }
}
